import { readFile, rename, writeFile } from "node:fs/promises";

/** One look at the relay. Bytes are totals since the start. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  waitingFiles: number;
  waitingBytes: number;
  parkedFiles: number;
  /** Seconds. */
  oldestWaiting: number;
  /** Bytes a second since the sample before. */
  received: number;
  forwarded: number;
}

const DAY = 24 * 3_600_000;
/** Milliseconds between two samples: 288 a day. */
export const SAMPLE_EVERY = 5 * 60_000;

export interface SamplesOptions {
  /** Where they are kept for the next start. A lost file costs the plot only, so there is no fsync. */
  file: string;
  take(): Promise<
    Omit<Sample, "at" | "received" | "forwarded"> & { receivedTotal: number; forwardedTotal: number }
  >;
  now?(): number;
}

/** Samples of the last day. */
export const daySamples = async ({ file, take, now = Date.now }: SamplesOptions) => {
  let samples = await readSamples(file, now());
  let before: { at: number; receivedTotal: number; forwardedTotal: number } | undefined;

  const sample = async (): Promise<void> => {
    const { receivedTotal, forwardedTotal, ...rest } = await take();
    const at = now();
    const seconds = before ? Math.max((at - before.at) / 1000, 0.001) : Number.POSITIVE_INFINITY;
    samples = [
      ...samples.filter((one) => one.at > at - DAY),
      {
        at,
        ...rest,
        received: (receivedTotal - (before?.receivedTotal ?? 0)) / seconds,
        forwarded: (forwardedTotal - (before?.forwardedTotal ?? 0)) / seconds,
      },
    ];
    before = { at, receivedTotal, forwardedTotal };
    await writeFile(`${file}.draft`, JSON.stringify(samples), { mode: 0o600 });
    await rename(`${file}.draft`, file);
  };
  return { sample, all: (): readonly Sample[] => samples };
};

const readSamples = async (file: string, now: number): Promise<Sample[]> => {
  try {
    const samples = JSON.parse(await readFile(file, "utf8")) as Sample[];
    return samples.filter(({ at }) => at > now - DAY && at <= now);
  } catch {
    return [];
  }
};
