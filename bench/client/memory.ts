import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cell, figure } from "../report/figure.ts";
import { table } from "../report/table.ts";
import { cpuSeconds, peakMib } from "../report/usage.ts";
import { sparseFile } from "./files.ts";
import type { StartPeer } from "./peers/index.ts";
import { targetOf, type World, withService } from "./world.ts";

const MIB = 1024 ** 2;
const SMALL_BYTES = 100 * MIB;
const MOST_TIMES = 1.2;
const MOST_MORE_MIB = 32;

interface Memory {
  peak: number | undefined;
  seconds: number;
  cpu: number | undefined;
}

/** The peak memory of a process that uploads one large file, against a process that uploads a small one. */
export const measureMemory = async (world: World) => {
  const { s3, options, print } = world;
  const [small, large] = await withService(world, s3.endpoint, async (startSdkPeer) => [
    await uploadOne(world, startSdkPeer(), SMALL_BYTES),
    await uploadOne(world, startSdkPeer(), options.largeBytes),
  ]);
  const rows: [number, Memory | undefined][] = [
    [SMALL_BYTES, small],
    [options.largeBytes, large],
  ];
  print(
    table(
      ["memory, file in MiB", "peak MiB", "s", "CPU s"],
      rows.map(([bytes, run]) => [String(bytes / MIB), ...[run?.peak, run?.seconds, run?.cpu].map(cell)]),
    ),
  );
  const [less, more] = [small?.peak, large?.peak];
  if (less === undefined || more === undefined) return { ratio: undefined, figures: {}, missed: [] };
  const isTooMuch = more > less * MOST_TIMES && more > less + MOST_MORE_MIB;
  return {
    ratio: more / less,
    figures: { small_mib: figure(less), large_mib: figure(more) },
    missed: isTooMuch
      ? [
          `The large file took ${cell(more)} MiB, and the small one ${cell(less)} MiB: more than ${MOST_TIMES} times, and more than ${MOST_MORE_MIB} MiB above.`,
        ]
      : [],
  };
};

/** In a new process, because only the peak since a process began can be read. */
const uploadOne = async (world: World, start: StartPeer, bytes: number): Promise<Memory> => {
  const { s3, bucket, home, signal } = world;
  signal.throwIfAborted();
  const file = await sparseFile(join(home, "sparse.bin"), bytes);
  const peer = await start(targetOf(world, s3.endpoint));
  try {
    const started = performance.now();
    await peer.upload(file, "sparse.bin");
    const seconds = (performance.now() - started) / 1000;
    const used = { peak: peakMib(peer.pid), seconds, cpu: cpuSeconds(peer.pid) };
    await bucket.expectAndEmpty(1, bytes);
    return used;
  } finally {
    await peer.stop();
    await rm(file);
  }
};
