import { readdir, rm } from "node:fs/promises";
import { cell, figure } from "../report/figure.ts";
import { type Course, medianOf, takeTurns, timesAsFast } from "../report/runs.ts";
import { table } from "../report/table.ts";
import { postForm, postTus, putMany, putRaw } from "./clients.ts";
import { type Contender, startContender } from "./contenders.ts";
import { startTusd } from "./tusd.ts";
import type { World } from "./world.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const STORE = { Prefer: "respond-async" };
const LEAST_VS_DISK = 0.95;
const SMALL_BYTES = 10 * 1024;
const SMALL_CONNECTIONS = 64;

/** One large body on the disk of this machine. */
export const measureSpool = async (world: World) => {
  const { options, home, print, signal } = world;
  const bytes = options.spoolBytes;
  const started: Contender[] = [];
  const start = async (contender: Promise<Contender>) => {
    started.push(await contender);
    return contender;
  };
  try {
    const relay = await start(world.startRelay());
    const bare = await start(startContender("bare", { home }));
    const multer = await start(startContender("multer", { home }));
    const tus = await start(startContender("tus-file-store", { home }));
    const tusd = await start(startTusd(world));
    const course = (contender: Contender, work: (url: string, name: string) => Promise<void>): Course => ({
      pid: contender.pid,
      work: (turn) => work(contender.url, `${turn}.bin`),
      check: contender === relay ? async () => {} : () => empty(contender.folder),
    });
    const courses = new Map<string, Course>([
      ["relay, raw", course(relay, (url, name) => putRaw(url, name, bytes, STORE))],
      ["socket to disk, same fsyncs", course(bare, (url, name) => putRaw(url, name, bytes))],
      ["relay, form", course(relay, (url, name) => postForm(url, name, bytes, STORE))],
      ["multer, form, no fsync", course(multer, (url, name) => postForm(url, name, bytes))],
      ["@tus/server, file store, no fsync", course(tus, (url, name) => postTus(url, name, bytes))],
      ["tusd, file store, no fsync", course(tusd, (url, name) => postTus(url, name, bytes))],
    ]);
    const runs = await takeTurns(courses, { rounds: options.rounds, signal });
    const speed = (name: string) => medianOf(runs.get(name), ({ seconds }) => bytes / 1e6 / seconds);
    const cpu = (name: string) => medianOf(runs.get(name), (run) => run.cpu && (run.cpu * GIB) / bytes);
    const vs = (name: string) => timesAsFast(runs, "relay, raw", name);
    print(
      table(
        [`spool, ${bytes / MIB} MiB`, "MB/s", "relay, raw/it", "CPU s/GiB"],
        [...runs.keys()].map((name) => [name, cell(speed(name)), cell(vs(name)), cell(cpu(name))]),
      ),
    );
    const ratio = vs("socket to disk, same fsyncs") ?? 0;
    return {
      ratio,
      figures: {
        mb_per_s: figure(speed("relay, raw")),
        vs_multer: figure(timesAsFast(runs, "relay, form", "multer, form, no fsync")),
        vs_tus_file_store: figure(vs("@tus/server, file store, no fsync")),
        vs_tusd: figure(vs("tusd, file store, no fsync")),
        cpu_s_per_gib: figure(cpu("relay, raw")),
      },
      missed:
        ratio < LEAST_VS_DISK
          ? [`The spool was ${cell(ratio)} times as fast as the bare loop, less than ${LEAST_VS_DISK}.`]
          : [],
    };
  } finally {
    await Promise.all(started.map((contender) => contender.stop()));
  }
};

/** Many files of 10 KiB, each durable when it is acknowledged. */
export const measureSmall = async (world: World) => {
  const { options, home, print, signal } = world;
  const { files } = options;
  const relay = await world.startRelay();
  const bare = await startContender("bare", { home });
  try {
    const course = (contender: Contender, headers: Record<string, string>): Course => ({
      pid: contender.pid,
      work: () =>
        putMany(contender.url, { files, bytes: SMALL_BYTES, connections: SMALL_CONNECTIONS, headers }),
      check: contender === bare ? () => empty(bare.folder) : async () => {},
    });
    const courses = new Map<string, Course>([
      ["relay", course(relay, STORE)],
      ["socket to disk, an fsync each", course(bare, {})],
    ]);
    const runs = await takeTurns(courses, { rounds: options.rounds, signal });
    const rate = (name: string) => medianOf(runs.get(name), ({ seconds }) => files / seconds);
    const cpu = (name: string) => medianOf(runs.get(name), (run) => run.cpu && (run.cpu * 1000) / files);
    print(
      table(
        [
          `small, ${files} files of 10 KiB, ${SMALL_CONNECTIONS} connections`,
          "files/s",
          "relay/it",
          "CPU ms a file",
        ],
        [...runs.keys()].map((name) => [
          name,
          cell(rate(name)),
          cell(timesAsFast(runs, "relay", name)),
          cell(cpu(name)),
        ]),
      ),
    );
    return {
      rate: rate("relay"),
      figures: {
        vs_socket_to_disk: figure(timesAsFast(runs, "relay", "socket to disk, an fsync each")),
        cpu_ms_per_file: figure(cpu("relay")),
      },
    };
  } finally {
    await Promise.all([relay.stop(), bare.stop()]);
  }
};

const empty = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) await rm(`${folder}/${name}`);
};
