import type { Checksum, Status } from "./service.ts";

/** Bytes that a browser can upload. A ReadableStream needs the option `size`. */
export type UploadSource = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array>;

export interface UploadProgress {
  /** Bytes that left, of the file itself. Never decreases, although a part may be sent again. */
  bytes: number;
  /** Undefined for a stream of unknown length. */
  totalBytes: number | undefined;
  /** Parts that S3 has. A file that is sent with one POST has one part. */
  parts: number;
  totalParts: number | undefined;
  /** The mean of the last seconds. 0 while nothing moves. */
  bytesPerSecond: number;
  /** Undefined while it cannot be known. */
  secondsLeft: number | undefined;
}

/** A file that is uploaded. The service now verifies and moves it: see `waitFor`. */
export interface UploadedFile {
  file_id: string;
  /** As the service keeps it, which normalises names. */
  file_name: string;
  /** Bytes. */
  len: number;
  status: Status;
  /** Of the local bytes. */
  checksum: Checksum;
  /** Whether parts of an earlier attempt were used. */
  resumed: boolean;
  /** True if the service had the whole file already, from an earlier upload with the same idempotency key. */
  wasThere?: boolean;
}

/**
 * Keeps a small text (under 1 KiB) for each upload that has begun, so that it continues after a crash or a reload.
 * localStorage through `webStorage()`, IndexedDB through `indexedDb()`, a folder through `folderStore()` of `malote/node`.
 */
export interface UploadStore {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): void | Promise<void>;
  delete(key: string): void | Promise<void>;
}

export interface UploadOptions {
  /** The name of the file. Default: that of the File or path; needed for anything else. Limit: 255 bytes of UTF-8. */
  name?: string;
  /** A media type, or `image`, `video`, `audio`, `document`, `text`, `archive`. Default: that of the Blob; else the extension decides. */
  type?: string;
  /** Bytes of a stream, exactly. Needed for a stream, except in `malote/node` with `maxSize`. Default: none. */
  size?: number;
  /** A label such as `trips/2026/lisbon`. Limit: 1,024 bytes. Default: none. */
  path?: string;
  /** Up to 10 short pairs. Default: none. */
  tags?: Record<string, string>;
  /** The `sub` of the user who will own the file. Only for members of the group `relays`. Default: the caller. */
  onBehalfOf?: string;
  /**
   * The idempotency key of the file: 1 to 255 visible ASCII characters. The same key and file never create a second file.
   * Default: a random key, kept in `store` if there is one.
   */
  idempotencyKey?: string;
  /** Aborts the upload. Default: none. */
  signal?: AbortSignal;
  /**
   * What an abort does with the file: `remove` deletes it with its parts, `keep` leaves it to be resumed through `store`.
   * Default: `remove`.
   */
  onAbort?: "remove" | "keep";
  /** Called at most every 100 ms, and at the end. Default: none. */
  onProgress?(progress: UploadProgress): void;
  /** Remembers the upload, so that it can be resumed. Default: none; the upload is then resumed only while the page lives. */
  store?: UploadStore;
  /**
   * Files of this many bytes or more are sent in parts, if the deployment accepts it. Default: 32 MiB (8 MiB for streams,
   * which are kept in memory otherwise). Files above what one POST accepts are always sent in parts.
   */
  multipartFrom?: number;
  /**
   * Share of the file that may be sent twice, so that slow connections do not hold up the end. One part may always be.
   * Default: 0.05. Limit: 0 (never) to 1.
   */
  hedging?: number;
  /**
   * Whether a request tells the service that the bytes have arrived. Without it, S3's notification does that, mostly within
   * seconds, and `status` of the result is `pending`. A file in parts is always confirmed. Default: true; in `uploadAll`
   * false, because many small files would spend as many requests on it as on their bytes.
   */
  confirm?: boolean;
}

/** An upload under way: a promise of the file, with its controls. */
export interface UploadTask extends Promise<UploadedFile> {
  /** Ends the requests under way. Their bytes are sent again after `resume()`. Parts that have arrived are kept. */
  pause(): void;
  resume(): void;
  /** The same as the option `signal`. The promise rejects with `Aborted`. */
  abort(): void;
  readonly paused: boolean;
  /** The id of the file, as soon as the service has responded it; also if the upload fails later. */
  readonly file_id: string | undefined;
}
