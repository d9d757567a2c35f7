import type { UploadPlan } from "../types/wire.ts";
import { hedging } from "./hedging.ts";
import type { Job } from "./job.ts";
import { fileChanged } from "./open-source.ts";
import { MOST_SIGNED, type Part, partUrls } from "./part-urls.ts";
import { crcOf, nextOf, requireEnd } from "./readable.ts";
import { sendPart } from "./send-part.ts";

/** The checksum and the size of each part that S3 has, by its number. */
export type Arrived = Map<number, { crc: number; size: number }>;

/** Bytes that are read for their checksums before their batch is signed. */
const AHEAD = 512 * 1024 * 1024;

/** The range of a part: the last one is shorter, and an empty file has one empty part. */
export const rangeOf = (part: number, partSize: number, size: number): [start: number, end: number] => [
  (part - 1) * partSize,
  Math.min(part * partSize, size),
];

/**
 * Sends the parts that are not in `arrived`, and adds them to it.
 *
 * Parts of a file are read ahead for their checksums, and signed in batches that grow from 2 to twice the connections (at most
 * 100): the first bytes leave at once, and a large file costs few requests to the API. Parts of a stream are kept in memory, one for each
 * connection.
 */
export const sendParts = async (job: Job, plan: UploadPlan, arrived: Arrived): Promise<void> => {
  const { source, malote, control, progress } = job;
  const { pool } = malote;
  const { part_size, part_count } = plan;
  const { size } = source;
  const urls = partUrls(job, plan.file_id, size === undefined);
  const ready: Part[] = [];
  let number = 0;
  let batch = 2;
  let ended = false;

  const readNext = async (): Promise<Part | undefined> => {
    while (arrived.has(++number));
    if (number > part_count) {
      if (!source.slice) await requireEnd(job);
      return undefined;
    }
    const [start, end] = rangeOf(number, part_size, size ?? Number.POSITIVE_INFINITY);
    const slice = source.slice?.(start, end) ?? (await nextOf(job, end - start));
    if (size !== undefined) {
      if (slice.size !== end - start) throw fileChanged(source.name);
    } else {
      // An empty stream has one empty part. Otherwise an empty read is the end, and so is a part that is not full.
      if (slice.size === 0 && number > 1) return undefined;
      ended = slice.size < part_size;
    }
    return { number, crc: await crcOf(job, slice), slice };
  };

  const fill = async () => {
    const parts: Part[] = [];
    const count = source.slice ? batch : 1;
    while (parts.length < count && !ended) {
      const part = await readNext();
      if (part) parts.push(part);
      else ended = true;
    }
    batch = Math.min(2 * batch, MOST_SIGNED, Math.max(2, Math.min(2 * pool.limit, AHEAD / part_size)));
    // A stream's part is signed when it is sent, so that the next one can be read meanwhile.
    if (source.slice && parts.length > 0) await urls.sign(parts);
    ready.push(...parts);
  };

  const running = new Set<Promise<void>>();
  let fault: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    fault ??= { error };
  };
  let filling: Promise<void> | undefined;
  const hedges = hedging(hedgeBytes(job, part_size), () => ended && ready.length === 0);
  try {
    for (;;) {
      await control.ready();
      if (fault) throw fault.error;
      if (!filling && !ended && ready.length <= (source.slice ? pool.limit : 0)) {
        filling = fill()
          .catch(fail)
          .finally(() => {
            filling = undefined;
          });
      }
      const part =
        running.size < Math.min(pool.limit, job.connections ?? pool.limit) ? ready.shift() : undefined;
      if (part) {
        const sending = sendPart(job, part, hedges, urls.signSoon)
          .then(() => {
            arrived.set(part.number, { crc: part.crc, size: part.slice.size });
            part.slice.release?.();
            progress.part();
          }, fail)
          .finally(() => running.delete(sending));
        running.add(sending);
      } else if (running.size > 0 || filling) {
        await Promise.race([...running, ...(filling && ready.length === 0 ? [filling] : [])]);
      } else if (ended && ready.length === 0) {
        return;
      }
    }
  } catch (error) {
    control.stop();
    // The read of a stream may never end.
    await Promise.all([...running, source.slice && filling]);
    control.restart();
    throw error;
  } finally {
    hedges.stop();
  }
};

/** The bytes that may be sent twice: a share of the file, but always one part. */
const hedgeBytes = ({ source, options: { hedging: share = 0.05 } }: Job, partSize: number): number =>
  share === 0 ? 0 : Math.max(partSize, share * (source.size ?? 0));
