import type { UploadPlan } from "../types/wire.ts";
import { crc32 } from "../utils/crc32.ts";
import type { Job } from "./job.ts";
import { bytesOf } from "./slices.ts";

/** Bytes at the beginning of a file that tell two files of the same name, size and time apart. */
const HEAD = 64 * 1024;

/** What the store keeps of an upload that has begun. */
export interface Memory {
  version: 1;
  /** The idempotency key. */
  key: string;
  name: string;
  size: number;
  time: number;
  /** CRC-32 of the first bytes. */
  head: number;
  plan?: UploadPlan;
}

const hex = (text: string) => crc32(new TextEncoder().encode(text)).toString(16).padStart(8, "0");

const placeOf = ({ malote, source, options }: Job): string =>
  `malote:${hex(JSON.stringify([malote.url, options.onBehalfOf, options.path]))}:${hex(
    JSON.stringify([source.name, source.size, source.lastModified]),
  )}`;

const identityOf = async ({ source }: Job) => ({
  version: 1 as const,
  name: source.name,
  size: source.size ?? 0,
  time: source.lastModified ?? 0,
  head: source.slice ? crc32(await bytesOf(source.slice(0, Math.min(HEAD, source.size ?? 0)))) : 0,
});

/** The upload of the same file that began earlier. Nothing in the store is trusted: each part is verified later. */
export const recall = async (job: Job): Promise<Memory | undefined> => {
  const { store } = job.options;
  if (!store || !job.source.slice) return undefined;
  try {
    const memory = JSON.parse((await store.get(placeOf(job))) ?? "null") as Memory | null;
    const identity = await identityOf(job);
    const same =
      memory && Object.entries(identity).every(([name, value]) => memory[name as keyof Memory] === value);
    return same ? memory : undefined;
  } catch {
    // A store that fails must not end the upload.
    return undefined;
  }
};

export const remember = async (job: Job, plan?: UploadPlan): Promise<void> => {
  const { store } = job.options;
  if (!store || !job.source.slice) return;
  try {
    const memory: Memory = { ...(await identityOf(job)), key: job.key, ...(plan && { plan }) };
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
