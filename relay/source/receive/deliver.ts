import { fileTooLarge, type KnownLimits } from "../limits/known-limits.ts";
import type { Spool } from "../spool/index.ts";
import type { StreamedFile } from "../stream/streamed-file.ts";
import type { IncomingBytes, IncomingFile } from "../types/incoming-file.ts";
import { entryView } from "./entry-view.ts";
import { limited } from "./limited.ts";

/** What became of a file: the service has it (201), or this disk has it, durably (202). */
export interface Delivered {
  status: 201 | 202;
  /** What `Location` names. */
  id: string;
  body: object;
}

export type Deliver = (
  way: "stream" | "store",
  file: IncomingFile,
  bytes: IncomingBytes,
  signal: AbortSignal,
) => Promise<Delivered>;

/** Nothing is refused. */
const NOT_KNOWN = { check: async () => {}, most: undefined };

export const deliver =
  (
    streamFile: (file: IncomingFile, bytes: IncomingBytes, signal: AbortSignal) => Promise<StreamedFile>,
    spool: Pick<Spool, "accept">,
    limits: Pick<KnownLimits, "check" | "most"> = NOT_KNOWN,
  ): Deliver =>
  async (way, file, bytes, signal) => {
    if (way === "store") {
      // Streamed, the service refuses these files itself. Kept, they would be parked after their 202.
      await limits.check(file);
      const { most = Number.POSITIVE_INFINITY } = limits;
      const entry = await spool.accept(file, limited(bytes, most, fileTooLarge), signal);
      return { status: 202, id: entry.id, body: entryView(entry) };
    }
    const streamed = await streamFile(file, bytes, signal);
    return { status: 201, id: streamed.file_id, body: streamed };
  };
