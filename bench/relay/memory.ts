import { connect, type Socket } from "node:net";
import { pause } from "../../tools/command/pause.ts";
import { cell, figure } from "../report/figure.ts";
import { table } from "../report/table.ts";
import { peakMib } from "../report/usage.ts";
import { putRaw } from "./clients.ts";
import type { World } from "./world.ts";

const MIB = 1024 ** 2;
const SMALL_BYTES = 100 * MIB;
const MOST_TIMES = 1.2;
const MOST_MORE_MIB = 32;
/** Bytes a second of each slow client, and the seconds that they send. */
const SLOW = { speed: 10 * 1024, seconds: 20 };

type Sent = { peak: number | undefined; seconds: number };

/** The peak memory of a relay that streams one large file, and of one that stores it, against a small one. */
export const measureMemory = async (world: World) => {
  const { options, print } = world;
  const rows: { way: "stream" | "store"; small: Sent; large: Sent }[] = [];
  for (const way of ["stream", "store"] as const) {
    const small = await sendOne(world, way, SMALL_BYTES);
    rows.push({ way, small, large: await sendOne(world, way, options.largeBytes) });
  }
  print(
    table(
      ["peak memory in MiB", `${SMALL_BYTES / MIB} MiB`, `${options.largeBytes / MIB} MiB`, "ratio", "MB/s"],
      rows.map(({ way, small, large }) => [
        way,
        cell(small.peak),
        cell(large.peak),
        cell(ratioOf(small, large)),
        cell(options.largeBytes / 1e6 / large.seconds),
      ]),
    ),
  );
  const [stream, store] = rows;
  const isTooMuch = ({ small, large }: (typeof rows)[number]) =>
    small.peak !== undefined &&
    large.peak !== undefined &&
    large.peak > small.peak * MOST_TIMES &&
    large.peak > small.peak + MOST_MORE_MIB;
  return {
    ratio: stream && ratioOf(stream.small, stream.large),
    figures: {
      stream_small_mib: figure(stream?.small.peak),
      stream_large_mib: figure(stream?.large.peak),
      store_ratio: figure(store && ratioOf(store.small, store.large)),
      store_large_mib: figure(store?.large.peak),
    },
    missed: rows
      .filter(isTooMuch)
      .map(({ way }) => `${way}: a large file takes more memory than a small one.`),
  };
};

const ratioOf = ({ peak: small }: Sent, { peak: large }: Sent): number | undefined =>
  small !== undefined && large !== undefined ? large / small : undefined;

/** In a new process, because only the peak since a process began can be read. */
const sendOne = async (world: World, way: "stream" | "store", bytes: number): Promise<Sent> => {
  const { bucket, signal } = world;
  signal.throwIfAborted();
  const relay = await world.startRelay();
  try {
    const began = performance.now();
    await putRaw(relay.url, `${way}.bin`, bytes, way === "store" ? { Prefer: "respond-async" } : {});
    const sent = { peak: peakMib(relay.pid), seconds: (performance.now() - began) / 1000 };
    if (way === "stream") await bucket.expectAndEmpty(1, bytes);
    return sent;
  } finally {
    await relay.stop();
  }
};

/** Many clients at once that send slowly, and then leave. Their files must not stay in S3. */
export const measureSlow = async (world: World) => {
  const { options, bucket, print, signal } = world;
  const relay = await world.startRelay();
  const { port, hostname } = new URL(relay.url);
  const sockets: Socket[] = [];
  try {
    const idle = peakMib(relay.pid);
    for (let client = 0; client < options.clients; client++) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write(
        `PUT /files/slow-${client}.bin HTTP/1.1\r\nHost: relay\r\nContent-Type: application/octet-stream\r\n` +
          "Transfer-Encoding: chunked\r\n\r\n",
      );
      sockets.push(socket);
    }
    const chunk = Buffer.alloc(SLOW.speed, 7);
    for (let second = 0; second < SLOW.seconds; second++) {
      await pause(1000, signal);
      for (const socket of sockets) {
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write("\r\n");
      }
    }
    await pause(500, signal);
    const busy = peakMib(relay.pid);
    for (const socket of sockets) socket.destroy();
    await pause(2000, signal);
    await bucket.expectAndEmpty(0, 0);
    print(
      table(
        ["memory of the relay in MiB", "peak"],
        [
          ["before", cell(idle)],
          [`${options.clients} clients, each ${SLOW.speed / 1024} KiB/s for ${SLOW.seconds} s`, cell(busy)],
        ],
      ),
    );
    return { clients: options.clients, idle_mib: figure(idle), busy_mib: figure(busy) };
  } finally {
    await relay.stop();
  }
};
