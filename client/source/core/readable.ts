import { MaloteError } from "../errors/malote-error.ts";
import type { Slice, Source } from "../types/source.ts";
import { fileChanged } from "./open-source.ts";

/** Runs a read of the local bytes. @throws MaloteError `file-changed` if they cannot be read */
export const readable = async <T>(source: Source, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw error instanceof MaloteError ? error : fileChanged(source.name, error);
  }
};

/**
 * After a connection was lost: a browser reports a file that cannot be read in the same way.
 * @throws MaloteError `file-changed`
 */
export const requireReadable = (source: Source, slice: Slice): Promise<void> =>
  readable(source, async () => {
    for await (const _ of slice.chunks()) break;
  });
