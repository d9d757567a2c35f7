import type { ConnectOptions } from "./connection.ts";
import type { UploadOptions } from "./upload.ts";

/** An open file of `expo-file-system`. Its reads and writes return promises since version 58. */
export interface DeviceFileHandle {
  /** Where the next read or write begins. */
  offset: number | null;
  /** Fewer bytes only at the end of the file. */
  readBytes(length: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  writeBytes(bytes: Uint8Array): void | Promise<void>;
  close(): void;
}

/** What this package uses of a `File` of `expo-file-system`. */
export interface DeviceFile {
  readonly uri: string;
  readonly name: string;
  readonly exists: boolean;
  /** Bytes. */
  readonly size: number | null;
  readonly type?: string | null | undefined;
  /** Milliseconds since 1970. */
  readonly lastModified?: number | null | undefined;
  /** The name of `lastModified` before version 56. */
  readonly modificationTime?: number | null | undefined;
  create(options?: { overwrite?: boolean }): void;
  delete(): void;
  open(mode?: string): DeviceFileHandle;
}

/** What this package uses of the module `expo-file-system`. */
export interface DeviceFileSystem {
  File: new (...uris: string[]) => DeviceFile;
  Paths: { readonly cache: { readonly uri: string } };
}

/** What this package uses of React Native's `AppState`. */
export interface DeviceAppState {
  readonly currentState: string | null | undefined;
  addEventListener(type: "change", listener: (state: string) => void): { remove(): void };
}

export interface DeviceConnectOptions extends Omit<ConnectOptions, "fetch" | "checksums"> {
  /** The module: `import * as fileSystem from "expo-file-system"`. */
  fileSystem: DeviceFileSystem;
  /**
   * React Native's `AppState`. With it, uploads pause while the app is in the background, where the system may stop it at any
   * moment, and go on when the app is active again. Default: none, uploads go on until the system stops them.
   */
  appState?: DeviceAppState | undefined;
  /** The most connections to S3 at once, of all uploads together. Default: 3. Limit: 1 to 256. */
  connections?: number;
}

/** A URI such as `file:///…/photo.jpg`, a `File` of `expo-file-system`, or bytes. */
export type DeviceUploadSource = string | DeviceFile | ArrayBuffer | Uint8Array;

/** `size` is only for streams, which this entry does not upload. */
export type DeviceUploadOptions = Omit<UploadOptions, "size">;
