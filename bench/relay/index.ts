import { availableParallelism, loadavg } from "node:os";
import { rounded } from "../mover/rounded.ts";
import { figure } from "../report/figure.ts";
import { inHome } from "../report/in-home.ts";
import { measureMemory, measureSlow } from "./memory.ts";
import { optionsHelp, readOptions } from "./options.ts";
import { measureSmall, measureSpool } from "./spool.ts";
import { measureFirstBytes, measureStream } from "./stream.ts";
import { createWorld, type World } from "./world.ts";

export const summary = "the relay against lib-storage, nginx, multer, @tus/server and the bare disk";

export const help = `npm run bench -- relay [--rounds N] [--only SECTION[,…]] [OPTIONS]

Sends files to the relay and to other servers on this machine, each in a process of its own, and in the same run. S3 is
versitygw, so it needs Go. The service's handlers run in one process with a table and a queue in memory; nobody verifies
tokens. After each measurement of stream, the bucket has exactly the bytes that were sent, or the benchmark fails.

  stream  one file on to S3 while it arrives. Target: raw bodies at least as fast as lib-storage fed with the request, forms
          at least 0.9 times as fast as busboy feeding lib-storage. nginx is compared if it is installed
  spool   one file on the disk. Target: raw bodies at least 0.95 times as fast as the bare loop from the socket to the disk
          with the same fsyncs. multer and @tus/server do not fsync
  small   files of 10 KiB a second, each durable when it is acknowledged
  memory  peak memory for 100 MiB and for a large file. Target: at most 1.2 times, or at most 32 MiB more
  slow    memory with many clients that send 10 KiB/s each, as streams of unknown length

${optionsHelp}

Ratios are computed within a round. If a target is missed, the exit code is 1.`;

export const run = (args: string[], print: (line: string) => void): Promise<object> => {
  const options = readOptions(args);
  return inHome("relay", async (home, signal) => {
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
  const wants = (section: (typeof sections)[number]) => sections.includes(section);
  const stream = wants("stream") ? await measureStream(world) : undefined;
  const firstByte = wants("stream") ? await measureFirstBytes(world) : undefined;
  const spool = wants("spool") ? await measureSpool(world) : undefined;
  const small = wants("small") ? await measureSmall(world) : undefined;
  const memory = wants("memory") ? await measureMemory(world) : undefined;
  const slow = wants("slow") ? await measureSlow(world) : undefined;
  load.push(loadavg()[0] ?? 0);
  return {
    cores: availableParallelism(),
    // The load average of the last minute, before and after. The second includes the benchmark's own load.
    load: load.map(rounded),
    rounds,
    stream_vs_lib_storage: stream && { raw: stream.figures.raw, form: stream.figures.form },
    spool_vs_disk: figure(spool?.ratio),
    memory_10GiB_vs_100MiB: figure(memory?.ratio),
    small_files_per_s: figure(small?.rate),
    first_byte_ms: firstByte,
    stream: stream?.figures,
    spool: spool?.figures,
    small: small?.figures,
    memory: memory?.figures,
    slow,
    missed: [...(stream?.missed ?? []), ...(spool?.missed ?? []), ...(memory?.missed ?? [])],
  };
};
