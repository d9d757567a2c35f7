import { rm } from "node:fs/promises";
import { join } from "node:path";
import { cell, figure } from "../report/figure.ts";
import { median } from "../report/median.ts";
import { medianOf, type Run } from "../report/runs.ts";
import { table } from "../report/table.ts";
import { everyTenth } from "./every-tenth.ts";
import { randomFile } from "./files.ts";
import { takeTurnsOfPeers } from "./rounds.ts";
import { targetOf, type World, withService } from "./world.ts";

const WITH = "with hedging";
const WITHOUT = "without";

/** One file, where every tenth connection has a tenth of the speed: the time of a part until S3 has it. */
export const measureHedging = async (world: World) => {
  const { options, toxiproxy, s3, bucket, home, print } = world;
  const upstream = new URL(s3.endpoint).host;
  const limited = (name: string, rate: number) =>
    toxiproxy.createProxy(name, upstream, [{ type: "bandwidth", stream: "upstream", attributes: { rate } }]);
  const fast = await limited("fast", options.connectionKb);
  const slow = await limited("slow", options.connectionKb / 10);
  const front = await everyTenth(fast.address, slow.address);
  const endpoint = `http://${front.address}`;
  const target = targetOf(world, endpoint);
  const file = await randomFile(join(home, "hedged.bin"), options.fileBytes);
  try {
    const runs = await withService(world, endpoint, (startSdkPeer) => {
      const contenders = new Map([
        [WITH, { start: startSdkPeer({ hedging: true }), target }],
        [WITHOUT, { start: startSdkPeer({ hedging: false }), target }],
      ]);
      return takeTurnsOfPeers(
        world,
        contenders,
        (peer, turn) => {
          front.restart();
          return peer.upload(file, `${turn}.bin`);
        },
        () => bucket.expectAndEmpty(1, options.fileBytes),
      );
    });
    const p99 = (name: string) => medianOf(runs.get(name), (run) => percentile(secondsOf(run), 0.99));
    const p50 = (name: string) => medianOf(runs.get(name), (run) => median(secondsOf(run)));
    const whole = (name: string) => medianOf(runs.get(name), ({ seconds }) => seconds);
    print(
      table(
        ["every tenth connection slow", "part p50, s", "part p99, s", "whole file, s"],
        [WITH, WITHOUT].map((name) => [name, ...[p50(name), p99(name), whole(name)].map(cell)]),
      ),
    );
    const [hedged, unhedged] = [p99(WITH), p99(WITHOUT)];
    return {
      ratio: hedged !== undefined && unhedged ? hedged / unhedged : undefined,
      figures: {
        hedged_p99_s: figure(hedged),
        unhedged_p99_s: figure(unhedged),
        hedged_file_s: figure(whole(WITH)),
        unhedged_file_s: figure(whole(WITHOUT)),
      },
    };
  } finally {
    front.stop();
    await rm(file);
  }
};

const secondsOf = ({ report }: Run): number[] => (report as { partSeconds: number[] }).partSeconds;

/** The smallest value that is at least as large as this share of the values. */
const percentile = (values: number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.ceil(sorted.length * share) - 1];
  if (value === undefined) throw new Error("There is no percentile without values.");
  return value;
};
