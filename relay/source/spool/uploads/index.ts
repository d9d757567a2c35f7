import type { Entry } from "../../types/entry.ts";
import type { IncomingBytes, IncomingFile } from "../../types/incoming-file.ts";
import { noSuchUpload, wrongOffset } from "../problems.ts";
import { remove, type SpoolParts } from "../spool-parts.ts";
import { append } from "./append.ts";
import { begin } from "./begin.ts";
import { finish } from "./finish.ts";
import { turns } from "./turns.ts";

/** Uploads that are discarded in one round. */
const ROUND = 100;

/** The operations of uploads in several requests. Those of one upload run one after the other. */
export function uploadsOf(parts: SpoolParts) {
  const { queue, uploads } = parts;
  const { inTurn, isBusy } = turns();

  async function discard(id: string): Promise<void> {
    if (!(await queue.run("drop", id))) return;
    await remove(parts, parts.partOf(id));
    uploads.get(id)?.release();
    uploads.delete(id);
  }

  return {
    begin: (file: IncomingFile, expiresAt: number): Promise<Entry> => begin(parts, file, expiresAt),
    append: (id: string, offset: number, bytes: IncomingBytes, signal?: AbortSignal): Promise<number> =>
      inTurn(id, () => append(parts, id, offset, bytes, signal)),
    finish: (id: string): Promise<Entry> => inTurn(id, () => finish(parts, id)),
    discard: (id: string): Promise<void> => inTurn(id, () => discard(id)),
    declare: (id: string, size: number): Promise<void> =>
      inTurn(id, async () => {
        const row = await queue.run("get", id);
        if (row?.state !== "receiving") throw noSuchUpload();
        if (row.size === size) return;
        if (row.size !== null || size < row.received) throw wrongOffset(row.received);
        await uploads.get(id)?.growTo(size);
        await queue.run("declare", id, size);
      }),
    /** A client that finds the offset at the end thinks that the upload is accepted. So it must be. */
    offset: async (id: string): Promise<number> => {
      const row = await queue.run("get", id);
      if (!row) throw noSuchUpload();
      const complete = row.state === "arriving" || (row.state === "receiving" && row.received === row.size);
      if (complete) await inTurn(id, () => finish(parts, id));
      return row.received;
    },
    /** Discards what expired. An upload that is receiving bytes right now is left. */
    expire: async (): Promise<void> => {
      const ids = (await queue.run("expired", parts.now(), ROUND)).filter((id) => !isBusy(id));
      for (const id of ids) await inTurn(id, () => discard(id));
    },
  };
}
