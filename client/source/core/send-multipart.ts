import { MaloteError } from "../errors/malote-error.ts";
import { ServiceError } from "../errors/service-error.ts";
import type { Checksum } from "../types/service.ts";
import type { UploadPlan } from "../types/wire.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import { combineCrc32 } from "../utils/crc32-combine.ts";
import { confirm } from "./confirm.ts";
import type { Job } from "./job.ts";
import { fileChanged } from "./open-source.ts";
import { type Arrived, sendParts } from "./send-parts.ts";
import type { Sent } from "./send-single.ts";

/** How often parts that the service misses are sent again. */
const ROUNDS = 3;

/** Sends the parts of a plan that have not arrived, and confirms the whole with its checksum. */
export const sendMultipart = async (job: Job, plan: UploadPlan, arrived: Arrived): Promise<Sent> => {
  const { source, progress } = job;
  progress.totalParts = source.size === undefined ? undefined : plan.part_count;
  for (const { size } of arrived.values()) {
    progress.add(size);
    progress.part();
  }
  let missing: readonly number[] | undefined;
  for (let round = 1; ; round++) {
    await sendParts(job, plan, arrived, missing);
    if (source.isUnchanged && !(await source.isUnchanged())) throw fileChanged(source.name);
    const { checksum, len } = wholeOf(arrived);
    if (source.size !== undefined && len !== source.size) throw fileChanged(source.name);
    try {
      const view = await confirm(job, plan.file_id, {
        checksum,
        ...(source.size === undefined && { len }),
      });
      return { view, checksum, len };
    } catch (error) {
      if (!(error instanceof ServiceError) || error.missing_parts.length === 0) throw error;
      // The parts of a stream are gone.
      if (!source.slice || round >= ROUNDS) throw error;
      missing = error.missing_parts;
      if (missing.some((number) => number > plan.part_count)) {
        throw new MaloteError("unexpected-response", "The service misses parts that were not planned.");
      }
    }
  }
};

/** The checksum of the whole, from those of its parts. */
export const wholeOf = (arrived: Arrived): { checksum: Checksum; len: number } => {
  let crc = 0;
  let len = 0;
  for (const [, part] of [...arrived].sort(([a], [b]) => a - b)) {
    crc = combineCrc32(crc, part.crc, part.size);
    len += part.size;
  }
  return { checksum: { algorithm: "CRC32", value: base64OfUint32(crc) }, len };
};
