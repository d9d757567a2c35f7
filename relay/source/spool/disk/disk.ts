/** A file that is open for writing. */
export interface DiskFile {
  /** Writes all chunks, one after the other, from `position`. */
  write(chunks: readonly Uint8Array[], position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** fsync. After a failed one, the bytes of this file must never be trusted: the kernel may have dropped them. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file operations of the spool, one system call each, so that tests can record them, fail each of them, and leave
 * out an fsync. Errors are those of Node (`code` is ENOSPC, EIO, …). The journal's own files do not go through it.
 */
export interface Disk {
  /** @throws EEXIST */
  create(path: string): Promise<DiskFile>;
  /** Opens an existing file for writing. @throws ENOENT */
  open(path: string): Promise<DiskFile>;
  /** Replaces `to`, in one step. */
  rename(from: string, to: string): Promise<void>;
  /** @throws ENOENT */
  unlink(path: string): Promise<void>;
  /** Creates the folder and those above it. Does nothing if it exists. */
  makeFolder(path: string): Promise<void>;
  /** fsync of a folder: makes its names durable. */
  syncFolder(path: string): Promise<void>;
  /** The names in a folder, in any order. */
  list(path: string): Promise<string[]>;
  /** Bytes. Undefined if there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Bytes that the file system of this folder can still hold for this process. */
  free(path: string): Promise<number>;
  read(path: string): AsyncIterable<Uint8Array>;
}

/** @returns the `code` of an error of Node, such as ENOSPC. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
