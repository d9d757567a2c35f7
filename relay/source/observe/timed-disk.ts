import type { Disk, DiskFile } from "../spool/disk/disk.ts";
import type { Metrics } from "./metrics.ts";

type Timed = Pick<Metrics, "fsyncSeconds">;

/** Measures each fsync of a disk. A failed one counts, too: it often takes longest. */
export const timedDisk = (disk: Disk, metrics: Timed): Disk => ({
  ...disk,
  create: async (path) => timedFile(await disk.create(path), metrics),
  open: async (path) => timedFile(await disk.open(path), metrics),
  syncFolder: (path) => timed(metrics, "folder", () => disk.syncFolder(path)),
});

const timedFile = (file: DiskFile, metrics: Timed): DiskFile => ({
  write: (chunks, position) => file.write(chunks, position),
  truncate: (length) => file.truncate(length),
  sync: () => timed(metrics, "file", () => file.sync()),
  close: () => file.close(),
});

/** Measures the commits of a journal. */
export const timedTransport = <T extends { run(batch: never): Promise<unknown> }>(
  transport: T,
  metrics: Timed,
): T => {
  const run = transport.run.bind(transport);
  return { ...transport, run: (batch: never) => timed(metrics, "journal", () => run(batch)) };
};

const timed = async <T>(
  { fsyncSeconds }: Timed,
  what: "file" | "folder" | "journal",
  work: () => Promise<T>,
): Promise<T> => {
  const end = fsyncSeconds.startTimer({ what });
  try {
    return await work();
  } finally {
    end();
  }
};
