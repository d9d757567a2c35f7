import { MaloteError } from "../errors/malote-error.ts";
import type { Slice, Source } from "../types/source.ts";
import { unlessAborted } from "../utils/unless-aborted.ts";
import type { Job } from "./job.ts";
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

/** The CRC-32 of local bytes, unless the upload is aborted first. */
export const crcOf = ({ malote, source, control: { signal } }: Job, slice: Slice): Promise<number> =>
  readable(source, () => unlessAborted(malote.checksums(slice, signal), signal));

/** The next bytes of a stream, unless the upload is aborted first: the read may never end. */
export const nextOf = ({ source, control }: Job, bytes: number): Promise<Slice> =>
  readable(source, () => unlessAborted((source as Required<Source>).next(bytes), control.signal));

/** A stream must not be longer than announced: its last bytes would be lost in silence. */
export const requireEnd = async (job: Job): Promise<void> => {
  if ((await nextOf(job, 1)).size > 0) throw fileChanged(job.source.name);
};

/** @throws MaloteError `file-changed`, as far as the platform knows */
export const requireUnchanged = async (source: Source): Promise<void> => {
  if ((await source.isUnchanged?.()) === false) throw fileChanged(source.name);
};
