import { StartAgain } from "../errors/start-again.ts";
import type { PartsResponse, UploadPlan } from "../types/wire.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import { call } from "./call.ts";
import type { Job } from "./job.ts";
import { crcOf } from "./readable.ts";
import { type Arrived, rangeOf } from "./send-parts.ts";

/**
 * The parts of an earlier attempt that S3 holds, each compared with the checksum of the local bytes.
 * @throws StartAgain if one differs: the bytes of two files must not be mixed
 */
export const arrivedParts = async (job: Job, plan: UploadPlan): Promise<Arrived> => {
  const { malote, source, control } = job;
  const arrived: Arrived = new Map();
  let cursor: string | undefined;
  do {
    const { body } = await call<PartsResponse>(malote, {
      route: "POST /upload-parts",
      body: { file_id: plan.file_id, list: true, ...(cursor !== undefined && { cursor }) },
      signal: control.signal,
    });
    for (const { part_number: number, size, checksum } of body.uploaded ?? []) {
      await control.ready();
      const [start, end] = rangeOf(number, plan.part_size, source.size ?? 0);
      if (number > plan.part_count || size !== end - start || !source.slice) throw new StartAgain();
      // A part without a checksum cannot be compared, so it is sent again.
      if (checksum === undefined) continue;
      const crc = await crcOf(job, source.slice(start, end));
      if (checksum !== base64OfUint32(crc)) throw new StartAgain();
      arrived.set(number, { crc, size });
    }
    cursor = body.next_cursor;
  } while (cursor !== undefined);
  return arrived;
};
