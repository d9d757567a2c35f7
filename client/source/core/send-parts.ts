import type { Slice } from "../types/source.ts";
import type { UploadPlan } from "../types/wire.ts";
import { unlessAborted } from "../utils/unless-aborted.ts";
import { hedging } from "./hedging.ts";
import type { Job } from "./job.ts";
import { fileChanged } from "./open-source.ts";
import { MOST_SIGNED, type Part, partUrls } from "./part-urls.ts";
import { readable } from "./readable.ts";
import { sendPart } from "./send-part.ts";

/** The checksum and the size of each part that S3 has, by its number. */
export type Arrived = Map<number, { crc: number; size: number }>;

type Read = Part & { slice: Slice };

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
export const sendParts = async (
  job: Job,
  plan: UploadPlan,
  arrived: Arrived,
  only?: readonly number[],
): Promise<void> => {
  const { source, malote, control } = job;
  const { pool } = malote;
  const { part_size, part_count } = plan;
  const urls = partUrls(job, plan.file_id, source.size === undefined);
  const numbers = numbersToSend(part_count, arrived, only);
  const ready: Read[] = [];
  let batch = 2;
  let ended = false;

  const readNext = async (): Promise<Read | undefined> => {
    const { value: number, done } = numbers.next();
    if (done) return requireEnd();
    const slice = source.slice
      ? source.slice(...rangeOf(number, part_size, source.size ?? 0))
      : await readable(source, async () => await unlessAborted(source.next?.(part_size), control.signal));
    if (!slice) return undefined;
    // An empty stream has one empty part. Otherwise an empty read is the end.
    if (!source.slice && slice.size === 0 && number > 1 && source.size === undefined) return undefined;
    if (!source.slice && source.size !== undefined) requireSize(number, slice);
    const crc = await readable(source, () => malote.checksums(slice));
    return { number, size: slice.size, crc, slice };
  };

  /** A stream must not be longer than announced: its last bytes would be lost in silence. */
  const requireEnd = async (): Promise<undefined> => {
    const more = await unlessAborted(source.next?.(1), control.signal);
    if (more && more.size > 0) throw fileChanged(source.name);
  };

  const requireSize = (number: number, slice: Slice) => {
    const [start, end] = rangeOf(number, part_size, source.size ?? 0);
    if (slice.size !== end - start) throw fileChanged(source.name);
  };

  const fill = async () => {
    const parts: Read[] = [];
    const count = source.slice ? batch : 1;
    while (parts.length < count && !ended) {
      const part = await readNext();
      if (part) parts.push(part);
      else ended = true;
      // A stream of unknown length ends with a part that is not full.
      if (part && source.size === undefined && part.size < part_size) ended = true;
    }
    batch = Math.min(2 * batch, MOST_SIGNED, Math.max(2, Math.min(2 * pool.limit, AHEAD / part_size)));
    // A stream's part is signed when it is sent, so that the next one can be read meanwhile.
    if (source.slice && parts.length > 0) await urls.sign(parts);
    ready.push(...parts);
  };

  const running = new Set<Promise<void>>();
  const fault: { error?: unknown } = {};
  let filling: Promise<void> | undefined;
  const fillInTime = () => {
    if (filling || ended || ready.length > (source.slice ? pool.limit : 0)) return;
    filling = fill()
      .catch((error: unknown) => {
        fault.error ??= error;
      })
      .finally(() => {
        filling = undefined;
      });
  };

  const hedges = hedging(hedgeBytes(job, part_size), () => ended && ready.length === 0);
  try {
    for (;;) {
      await control.ready();
      if ("error" in fault) throw fault.error;
      fillInTime();
      // One part of a file waits for a connection: only then the pool sees that more of them would be used.
      const most = Math.max(1, Math.min(pool.limit, job.connections ?? pool.limit)) + (source.slice ? 1 : 0);
      const part = running.size < most ? ready.shift() : undefined;
      if (part) {
        const sending = sendPart(job, part, part.slice, hedges, urls.signSoon)
          .then(() => {
            arrived.set(part.number, { crc: part.crc, size: part.size });
            part.slice.release?.();
            job.progress.part();
          })
          .catch((error: unknown) => {
            fault.error ??= error;
          })
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

function* numbersToSend(count: number, arrived: Arrived, only?: readonly number[]): Generator<number, void> {
  if (only) yield* only;
  else for (let number = 1; number <= count; number++) if (!arrived.has(number)) yield number;
}

/** The bytes that may be sent twice: a share of the file, but always one part. */
const hedgeBytes = ({ source, options: { hedging: share = 0.05 } }: Job, partSize: number): number =>
  share === 0 ? 0 : Math.max(partSize, share * (source.size ?? 0));
