import { ServiceError } from "../errors/service-error.ts";
import type { Checksum } from "../types/service.ts";
import type { UploadPlan } from "../types/wire.ts";
import { combineCrc32 } from "../utils/crc32-combine.ts";
import { checksumOf } from "./checksums.ts";
import { confirm } from "./confirm.ts";
import type { Job } from "./job.ts";
import { fileChanged } from "./open-source.ts";
import { requireUnchanged } from "./readable.ts";
import { type Arrived, sendParts } from "./send-parts.ts";
import type { Sent } from "./send-single.ts";

/** How often parts that the service misses are sent again. */
const ROUNDS = 3;

/** Sends the parts of a plan that have not arrived, and confirms the whole with its checksum. */
export const sendMultipart = async (job: Job, plan: UploadPlan, arrived: Arrived): Promise<Sent> => {
  const { source, progress } = job;
  const { size } = source;
  for (let round = 1; ; round++) {
    progress.begin(wholeOf(arrived).len, arrived.size, size === undefined ? size : plan.part_count);
    await sendParts(job, plan, arrived);
    await requireUnchanged(source);
    const { checksum, len } = wholeOf(arrived);
    if (len !== (size ?? len)) throw fileChanged(source.name);
    try {
      const view = await confirm(job, plan.file_id, { checksum, ...(size === undefined && { len }) });
      return { view, checksum, len };
    } catch (error) {
      const missing = error instanceof ServiceError ? error.missing_parts : [];
      // The parts of a stream are gone.
      if (missing.length === 0 || !source.slice || round >= ROUNDS) throw error;
      for (const number of missing) arrived.delete(number);
    }
  }
};

/** The checksum of the whole, from those of its parts. */
const wholeOf = (arrived: Arrived): { checksum: Checksum; len: number } => {
  let crc = 0;
  let len = 0;
  for (const [, part] of [...arrived].sort(([a], [b]) => a - b)) {
    crc = combineCrc32(crc, part.crc, part.size);
    len += part.size;
  }
  return { checksum: checksumOf(crc), len };
};
