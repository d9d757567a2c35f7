import type { UploadPlan } from "../types/wire.ts";
import { crc32 } from "../utils/crc32.ts";
import type { Job } from "./job.ts";
import { bytesOf } from "./slices.ts";

/** Bytes at the beginning of a file that tell two files of the same name, size and time apart. */
const HEAD = 64 * 1024;

/** What the store keeps of an upload that has begun. */
interface Memory {
  /** Everything that must be the same, so that the upload is continued. */
  identity: string;
  /** The idempotency key. */
  key: string;
  plan?: UploadPlan | undefined;
}

const placeOf = ({ malote, source, options }: Job): string =>
  [
    [malote.url, options.onBehalfOf, options.path],
    [source.name, source.size, source.lastModified],
  ].reduce(
    (place, facts) => `${place}:${crc32(new TextEncoder().encode(JSON.stringify(facts))).toString(16)}`,
    "malote",
  );

const identityOf = async ({ source, options }: Job): Promise<string> => {
  const { name, size = 0, lastModified, type } = source;
  const head = source.slice && crc32(await bytesOf(source.slice(0, Math.min(HEAD, size))));
  return JSON.stringify([2, name, size, lastModified, type, options.tags, head]);
};

/**
 * The upload of the same file that began earlier, under the caller's own key if there is one. Nothing in the store is trusted: each
 * part is verified later.
 */
export const recall = async (job: Job): Promise<Memory | undefined> => {
  const { store, idempotencyKey } = job.options;
  if (!store || !job.source.slice) return undefined;
  try {
    const memory = JSON.parse((await store.get(placeOf(job))) ?? "null") as Memory | null;
    return memory?.identity === (await identityOf(job)) && (idempotencyKey ?? memory.key) === memory.key
      ? memory
      : undefined;
  } catch {
    // A store that fails must not end the upload.
    return undefined;
  }
};

export const remember = async (job: Job, plan?: UploadPlan): Promise<void> => {
  const { store } = job.options;
  if (!store || !job.source.slice) return;
  try {
    const memory: Memory = { identity: await identityOf(job), key: job.key, plan };
    await store.set(placeOf(job), JSON.stringify(memory));
  } catch {
    // A full store must not end the upload.
  }
};

export const forget = async (job: Job): Promise<void> => {
  try {
    await job.options.store?.delete(placeOf(job));
  } catch {
    // What is left in the store is verified before it is used.
  }
};
