import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cell, figure } from "../report/figure.ts";
import { medianOf, type Runs, timesAsFast } from "../report/runs.ts";
import { table } from "../report/table.ts";
import { smallFiles } from "./files.ts";
import type { Folder } from "./peers/peer.ts";
import { takeTurnsOfPeers } from "./rounds.ts";
import { targetOf, type World, withService } from "./world.ts";

const BYTES = 10 * 1024;

/** Many small files until all bytes are in S3: over connections with a latency, and without one. */
export const measureSmall = async (world: World) => {
  const { options, s3, toxiproxy, home } = world;
  const { latencyMs } = options;
  const folder = await smallFiles(join(home, "small"), options.files, BYTES);
  const slow = async (name: string, endpoint: string): Promise<string> => {
    const latency = { type: "latency", stream: "downstream", attributes: { latency: latencyMs } } as const;
    const { address } = await toxiproxy.createProxy(name, new URL(endpoint).host, [latency]);
    return `http://${address}`;
  };
  const distant = await upload(world, folder, await slow("small-s3", s3.endpoint), (url) =>
    slow("small-api", url),
  );
  const figures = show(world, distant, `each response ${latencyMs} ms later`);
  const near = await upload(world, folder, s3.endpoint, async (url) => url);
  const loopback = show(world, near, "no latency");
  await rm(folder.path, { recursive: true });
  return { ...figures, loopback };
};

/** Every contender reaches S3 at `endpoint`. The SDK reaches the service through `apiProxy`. */
const upload = (
  world: World,
  folder: Folder,
  endpoint: string,
  apiProxy: (url: string) => Promise<string>,
): Promise<Runs> => {
  const { options, bucket, peers } = world;
  const target = targetOf(world, endpoint);
  return withService(
    world,
    endpoint,
    (startSdkPeer) =>
      takeTurnsOfPeers(
        world,
        new Map(
          [["malote", startSdkPeer()] as const, ...peers].map(([name, start]) => [name, { start, target }]),
        ),
        (peer, turn) => peer.uploadAll(folder, `${turn}/`),
        () => bucket.expectAndEmpty(options.files, options.files * BYTES),
      ),
    apiProxy,
  );
};

const show = ({ options, print }: World, runs: Runs, how: string) => {
  const perSecond = (name: string) => medianOf(runs.get(name), ({ seconds }) => options.files / seconds);
  const cpu = (name: string) =>
    medianOf(runs.get(name), (run) => run.cpu && (run.cpu * 1000) / options.files);
  const vs = (name: string) => timesAsFast(runs, "malote", name);
  print(
    table(
      [`${options.files} files of 10 KiB, ${how}`, "files/s", "malote/it", "CPU ms/file"],
      [...runs.keys()].map((name) => [name, cell(perSecond(name)), cell(vs(name)), cell(cpu(name))]),
    ),
  );
  return {
    vs_boto3: figure(vs("boto3")),
    vs_rclone: figure(vs("rclone")),
    vs_s5cmd: figure(vs("s5cmd")),
    vs_lib_storage: figure(vs("lib-storage")),
    files_per_s: figure(perSecond("malote")),
  };
};
