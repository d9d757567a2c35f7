/** A range of bytes that can be read any number of times. */
export interface Slice {
  readonly size: number;
  /** Present if the platform can send the bytes without reading them into memory first. */
  readonly blob?: Blob;
  /** Present if it is a whole file that React Native can send by its URI. */
  readonly uri?: string;
  /** The bytes in pieces of up to 1 MiB. */
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** S3 has the bytes. Nothing reads them again. */
  release?(): void;
}

/** Where the bytes of one part of a stream are kept until S3 has them. */
export interface PartBuffer {
  /** Appends bytes. The caller may overwrite `bytes` as soon as it resolves. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** All bytes, from the first one. Several readers may read at once. */
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Frees the bytes. Called once. */
  release(): void;
}

/** What is uploaded, once it is opened. */
export interface Source {
  readonly name: string;
  /** A media type, or empty. */
  readonly type: string;
  /** Bytes. Undefined if it is not known before the end. */
  readonly size: number | undefined;
  /** Milliseconds since 1970: when the file was changed last. */
  readonly lastModified?: number;
  /** A range of the bytes. Missing for a stream, which can only be read from its beginning to its end. */
  slice?(start: number, end: number): Slice;
  /** The next `bytes` bytes of a stream. Fewer only at its end. */
  next?(bytes: number): Promise<Slice>;
  /** Whether the file is the same as when it was opened, as far as the platform knows. */
  isUnchanged?(): Promise<boolean>;
  close?(): Promise<void>;
}

/** A body for S3: its pieces one after the other, with an exact length. */
export interface Body {
  readonly size: number;
  readonly pieces: readonly Slice[];
  /** Of a form: the fields that are in its first piece. The second one is the file. */
  readonly fields?: Record<string, string>;
}

export interface SendRequest {
  method: "POST" | "PUT";
  url: string;
  headers: Record<string, string>;
  body: Body;
  signal: AbortSignal;
  /** Milliseconds, see ConnectOptions. */
  stallTimeout: number;
  /** Bytes per second, see ConnectOptions. */
  minSpeed: number;
  /** The bytes of this attempt that have left so far. */
  onSent(bytes: number): void;
}

export interface SendResponse {
  status: number;
  text: string;
  /** Seconds, from Retry-After. */
  retryAfter?: number;
}

/**
 * Sends bytes to S3.
 * @throws MaloteError `network` or `stalled`, which are retryable; Aborted if `signal` is aborted
 */
export type Send = (request: SendRequest) => Promise<SendResponse>;
