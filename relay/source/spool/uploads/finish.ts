import type { Entry } from "../../types/entry.ts";
import { crcText } from "../crc.ts";
import { entryOf } from "../journal/row.ts";
import { noSuchUpload, uploadIncomplete } from "../problems.ts";
import { publish } from "../publish.ts";
import type { SpoolParts } from "../spool-parts.ts";
import { dropUnrecorded } from "./drop-unrecorded.ts";

/**
 * All bytes of an upload are here: it becomes `waiting`. May be called again, also after it failed.
 * @throws Problem 404, 409 if bytes are missing, 503
 */
export async function finish(parts: SpoolParts, id: string): Promise<Entry> {
  const { queue, arriving, uploads, now } = parts;
  await arriving.get(id)?.catch(() => {});
  const row = await queue.run("get", id);
  if (!row) throw noSuchUpload();
  if (row.state !== "receiving" && row.state !== "arriving") return entryOf(row);
  if (row.size !== null && row.size !== row.received) throw uploadIncomplete(row.received);
  const acceptedAt = row.state === "receiving" ? now() : row.accepted_at;
  const work = (async () => {
    if (row.state === "receiving") await dropUnrecorded(parts, row);
    if (row.state === "receiving") await queue.run("arrive", id, crcText(row.running_crc), acceptedAt);
    await publish(parts, id);
  })();
  arriving.set(id, work);
  try {
    await work;
  } finally {
    arriving.delete(id);
  }
  uploads.get(id)?.settle(row.received);
  uploads.delete(id);
  return {
    ...entryOf({ ...row, state: "waiting", size: row.received, crc32: crcText(row.running_crc) }),
    acceptedAt,
  };
}
