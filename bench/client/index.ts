import { availableParallelism, loadavg } from "node:os";
import { rounded } from "../mover/rounded.ts";
import { figure } from "../report/figure.ts";
import { inHome } from "../report/in-home.ts";
import { measureCapped } from "./capped.ts";
import { measureHedging } from "./hedging.ts";
import { measureMemory } from "./memory.ts";
import { optionsHelp, readOptions } from "./options.ts";
import { measureSmall } from "./small.ts";
import { createWorld, type World } from "./world.ts";

export const summary = "the SDK's uploads against one stream, boto3, rclone, s5cmd and lib-storage";

export const help = `npm run bench -- client [--rounds N] [--only SECTION[,…]] [--peers PEER[,…]] [OPTIONS]

Uploads to versitygw on this machine, with the SDK (malote/node) and with other programs, in the same run: boto3's transfer
manager, rclone, s5cmd and @aws-sdk/lib-storage. It needs Go; rclone alone builds for some minutes in the first run. A
program that cannot be installed is left out, with a line that has the reason. The SDK announces, signs and confirms with
the handlers of functions/, which run in one process with a table and a queue in memory. The others write to the bucket
directly. Each contender is a process that has loaded everything before a measurement begins (except s5cmd, which has no
daemon). After each measurement, the bucket has exactly the files and bytes that were sent, or the benchmark fails.

  capped   one file, through toxiproxy, which limits each connection. Target: the SDK is at least 7.5 times as fast as one
           stream at 10 connections. CPU s/GiB is the contender's own CPU time
  hedging  one file, where every tenth connection has a tenth of the speed: p99 of a part with and without hedging
  memory   peak memory of the SDK's process for 100 MiB and for a large file that is sparse. Target: at most 1.2 times, or
           at most 32 MiB more
  small    many files of 10 KiB, until all bytes are in S3. First the responses of S3 and of the API arrive 20 ms later, as
           over a network; then without a latency, where the CPU of this machine is the limit, which the SDK shares with
           the service

${optionsHelp}

Contenders, servers and proxy share the processors of this machine. In capped, the connections are the limit only if the
machine can move connections × limit: the column MB/s shows whether it can, and --connection-mb lowers the limit. Ratios are
computed within a round. If a target is missed, the exit code is 1.`;

export const run = (args: string[], print: (line: string) => void): Promise<object> => {
  const options = readOptions(args);
  return inHome("client", async (home, signal) => {
    const world = await createWorld({ options, home, signal, print });
    try {
      return await measure(world);
    } finally {
      await world.stop();
    }
  });
};

const measure = async (world: World): Promise<object> => {
  const { sections, rounds } = world.options;
  const load = [loadavg()[0] ?? 0];
  const capped = sections.includes("capped") ? await measureCapped(world) : undefined;
  const hedging = sections.includes("hedging") ? await measureHedging(world) : undefined;
  const memory = sections.includes("memory") ? await measureMemory(world) : undefined;
  const small = sections.includes("small") ? await measureSmall(world) : undefined;
  load.push(loadavg()[0] ?? 0);
  return {
    cores: availableParallelism(),
    // The load average of the last minute, before and after. The second includes the benchmark's own load.
    load: load.map(rounded),
    rounds,
    capped: capped?.figures,
    hedged_p99_vs_unhedged: figure(hedging?.ratio),
    hedging: hedging?.figures,
    memory_10GiB_vs_100MiB: figure(memory?.ratio),
    memory: memory?.figures,
    small_files: small,
    missed: [...(capped?.missed ?? []), ...(memory?.missed ?? [])],
  };
};
