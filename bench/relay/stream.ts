import type { AddressInfo } from "node:net";
import { connect as connectSocket, createServer, type Server, type Socket } from "node:net";
import { cell, figure } from "../report/figure.ts";
import { type Course, medianOf, takeTurns, timesAsFast } from "../report/runs.ts";
import { table } from "../report/table.ts";
import { postForm, putRaw, send } from "./clients.ts";
import type { Contender } from "./contenders.ts";
import { startNginx } from "./nginx.ts";
import type { World } from "./world.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const LEAST_RAW = 1;
const LEAST_FORM = 0.9;

/** One file on to S3 while it arrives, as a raw body and as a form. */
export const measureStream = async (world: World) => {
  const { options, bucket, print, signal, s3 } = world;
  const { streamBytes: bytes } = options;
  const relay = await world.startRelay();
  const library = await world.startLibStorage();
  const nginx = await startNginx(world);
  try {
    const check = () => bucket.expectAndEmpty(1, bytes);
    const course = ({ pid, url }: Contender, put: typeof putRaw): Course => ({
      pid,
      work: (turn) => put(url, `${turn}.bin`, bytes),
      check,
    });
    const courses = new Map<string, Course>([
      ["relay, raw", course(relay, putRaw)],
      ["lib-storage, raw", course(library, putRaw)],
      ["relay, form", course(relay, postForm)],
      ["busboy + lib-storage, form", course(library, postForm)],
    ]);
    if (nginx) {
      courses.set("nginx as a proxy, raw", {
        pid: nginx.pid,
        work: async (turn) =>
          send({
            method: "PUT",
            url: await nginx.urlFor(`${turn}.bin`),
            headers: { Host: new URL(s3.endpoint).host },
            bytes,
          }),
        check,
      });
    }
    const runs = await takeTurns(courses, { rounds: options.rounds, signal });
    const speed = (name: string) => medianOf(runs.get(name), ({ seconds }) => bytes / 1e6 / seconds);
    const cpu = (name: string) => medianOf(runs.get(name), (run) => run.cpu && (run.cpu * GIB) / bytes);
    const peers: Record<string, string> = {
      "relay, raw": "lib-storage, raw",
      "relay, form": "busboy + lib-storage, form",
    };
    const ratio = (name: string) => timesAsFast(runs, name, peers[name] ?? "");
    print(
      table(
        [`stream, ${bytes / MIB} MiB`, "MB/s", "vs lib-storage", "CPU s/GiB"],
        [...runs.keys()].map((name) => [name, cell(speed(name)), cell(ratio(name)), cell(cpu(name))]),
      ),
    );
    const [raw = 0, form = 0] = [ratio("relay, raw"), ratio("relay, form")];
    return {
      figures: {
        raw: figure(raw),
        form: figure(form),
        raw_vs_nginx: figure(timesAsFast(runs, "relay, raw", "nginx as a proxy, raw")),
        mb_per_s: figure(speed("relay, raw")),
        cpu_s_per_gib: figure(cpu("relay, raw")),
        lib_storage_cpu_s_per_gib: figure(cpu("lib-storage, raw")),
      },
      missed: [
        ...(raw < LEAST_RAW
          ? [`Raw bodies: ${cell(raw)} times as fast as lib-storage, less than ${LEAST_RAW}.`]
          : []),
        ...(form < LEAST_FORM
          ? [`Forms: ${cell(form)} times as fast as lib-storage, less than ${LEAST_FORM}.`]
          : []),
      ],
    };
  } finally {
    await Promise.all([relay.stop(), library.stop(), nginx?.stop()]);
  }
};

/** How soon the first byte of a body goes on to S3. */
export const measureFirstBytes = async (world: World) => {
  const relay = await measureFirstByte(world, world.startRelay);
  const library = await measureFirstByte(world, world.startLibStorage);
  world.print(
    table(
      ["first byte to S3 after the first byte of a body", "ms"],
      [
        ["relay", cell(relay)],
        ["lib-storage", cell(library)],
      ],
    ),
  );
  return { relay: figure(relay), lib_storage: figure(library) };
};

/**
 * Milliseconds from the first byte of a body to the first byte of it on a connection to S3, through a port in between that
 * notes the time. Both wait for a whole part of 8 MiB, because S3 wants its length and its checksum first.
 */
const measureFirstByte = async (
  world: World,
  start: (endpoint: string) => Promise<Contender>,
): Promise<number> => {
  const { s3, bucket } = world;
  const far = new URL(s3.endpoint);
  let first: number | undefined;
  const sockets = new Set<Socket>();
  const between: Server = createServer((near) => {
    const out = connectSocket(Number(far.port), far.hostname);
    for (const socket of [near, out]) {
      sockets.add(socket);
      socket.on("error", () => near.destroy());
    }
    near.on("data", (data: Buffer) => {
      if (data.length > 2048) first ??= performance.now();
      out.write(data);
    });
    out.pipe(near);
    near.on("end", () => out.end());
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const contender = await start(`http://127.0.0.1:${(between.address() as AddressInfo).port}`);
  try {
    const bytes = 64 * MIB;
    await putRaw(contender.url, "warm.bin", bytes);
    await bucket.expectAndEmpty(1, bytes);
    first = undefined;
    const began = performance.now();
    await putRaw(contender.url, "first.bin", bytes);
    await bucket.expectAndEmpty(1, bytes);
    return (first ?? Number.NaN) - began;
  } finally {
    await contender.stop();
    for (const socket of sockets) socket.destroy();
    between.close();
  }
};
