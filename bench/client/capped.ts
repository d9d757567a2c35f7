import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cell, figure } from "../report/figure.ts";
import { medianOf, timesAsFast } from "../report/runs.ts";
import { table } from "../report/table.ts";
import { randomFile } from "./files.ts";
import { type StartPeer, startOneStream } from "./peers/index.ts";
import { takeTurnsOfPeers } from "./rounds.ts";
import { targetOf, type World, withService } from "./world.ts";

const GIB = 1024 ** 3;
const LEAST_VS_ONE_STREAM = 7.5;

/** One file, with a limit on the speed of each connection. */
export const measureCapped = async (world: World) => {
  const { options, toxiproxy, s3, bucket, peers, home, print } = world;
  const limit = {
    type: "bandwidth",
    stream: "upstream",
    attributes: { rate: options.connectionKb },
  } as const;
  const proxy = await toxiproxy.createProxy("capped", new URL(s3.endpoint).host, [limit]);
  const endpoint = `http://${proxy.address}`;
  const target = targetOf(world, endpoint);
  const file = await randomFile(join(home, "capped.bin"), options.fileBytes);
  const runs = await withService(world, endpoint, (startSdkPeer) => {
    const contenders: [string, StartPeer][] = [
      ["malote", startSdkPeer()],
      ["one stream", startOneStream],
      ...peers,
    ];
    return takeTurnsOfPeers(
      world,
      new Map(contenders.map(([name, start]) => [name, { start, target }])),
      (peer, turn) => peer.upload(file, `${turn}.bin`),
      () => bucket.expectAndEmpty(1, options.fileBytes),
    );
  });
  await rm(file);
  const speed = (name: string) =>
    medianOf(runs.get(name), ({ seconds }) => options.fileBytes / 1e6 / seconds);
  const cpu = (name: string) =>
    medianOf(runs.get(name), (run) => run.cpu && (run.cpu * GIB) / options.fileBytes);
  const vs = (name: string) => timesAsFast(runs, "malote", name);
  print(
    table(
      [
        `${options.fileBytes / 1024 ** 2} MiB, each connection ${options.connectionKb / 1000} MB/s`,
        "MB/s",
        "malote/it",
        "CPU s/GiB",
      ],
      [...runs.keys()].map((name) => [name, cell(speed(name)), cell(vs(name)), cell(cpu(name))]),
    ),
  );
  const times = vs("one stream") ?? 0;
  return {
    figures: {
      vs_single_stream: figure(times),
      vs_boto3: figure(vs("boto3")),
      vs_rclone: figure(vs("rclone")),
      vs_s5cmd: figure(vs("s5cmd")),
      vs_lib_storage: figure(vs("lib-storage")),
      mb_per_s: figure(speed("malote")),
      cpu_s_per_gib: figure(cpu("malote")),
    },
    missed:
      times < LEAST_VS_ONE_STREAM
        ? [`The SDK was ${cell(times)} times as fast as one stream, less than ${LEAST_VS_ONE_STREAM}.`]
        : [],
  };
};
