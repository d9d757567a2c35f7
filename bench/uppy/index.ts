import { availableParallelism, loadavg } from "node:os";
import { rounded } from "../mover/rounded.ts";
import { cell, figure } from "../report/figure.ts";
import { inHome } from "../report/in-home.ts";
import { median } from "../report/median.ts";
import { table } from "../report/table.ts";
import { type Options, optionsHelp, readOptions } from "./options.ts";
import { measureReload, measureWhole, UPLOADERS, type Uploader } from "./upload.ts";
import { createWorld, type World } from "./world.ts";

const MIB = 1024 ** 2;

export const summary = "malote/uppy against @uppy/aws-s3, in Chromium";

export const help = `npm run bench -- uppy [OPTIONS]

Uploads one file with stock Uppy in Chromium, once with malote/uppy and once with @uppy/aws-s3, to versitygw on this machine.
It needs Go and Chromium. toxiproxy limits each connection to S3, and responses of S3, of the API and of the signer arrive
later, as over a network. Both send parts of 8 MiB. malote/uppy talks to the handlers of functions/, and @uppy/aws-s3 to an
endpoint that signs each request and does nothing else (bench/uppy/signer.ts).

  seconds   from the start until Uppy's event complete
  PUTs      the most PUTs of the file that were under way at once
  again     the bytes that are sent again, if the page is reloaded after half of the file, and the seconds that the rest
            takes: with Golden Retriever, which restores the file
  chosen    the same without Golden Retriever, when the user chooses the same file again

${optionsHelp}`;

export const run = (args: string[], print: (line: string) => void): Promise<object> => {
  const options = readOptions(args);
  return inHome("uppy", async (home, signal) => {
    const world = await createWorld({ options, home, signal });
    try {
      return await measure(world, options, signal, print);
    } finally {
      await world.stop();
    }
  });
};

const measure = async (
  world: World,
  options: Options,
  signal: AbortSignal,
  print: (line: string) => void,
) => {
  const { rounds, fileBytes, connectionKb, latencyMs } = options;
  const load = [loadavg()[0] ?? 0];
  const rows = new Map<Uploader, Row[]>(UPLOADERS.map((uploader) => [uploader, []]));
  for (let round = 0; round < rounds; round++)
    // Each round begins with the other one, so that other work on the machine affects both alike.
    for (const uploader of round % 2 === 0 ? UPLOADERS : UPLOADERS.toReversed()) {
      signal.throwIfAborted();
      rows.get(uploader)?.push(await rowOf(world, uploader, fileBytes));
    }
  load.push(loadavg()[0] ?? 0);
  const of = (uploader: Uploader) => {
    const figures = (rows.get(uploader) ?? []).map(Object.entries<number>);
    const names = figures[0]?.map(([name]) => name) ?? [];
    return names.map((name, i) => [name, median(figures.map((row) => row[i]?.[1] ?? 0))] as const);
  };
  const headings = ["seconds", "PUTs", "again, MiB", "rest, s", "chosen: again, MiB", "rest, s"];
  print(
    table(
      [`${fileBytes / MIB} MiB, each connection ${connectionKb / 1000} MB/s, ${latencyMs} ms`, ...headings],
      UPLOADERS.map((uploader) => [uploader, ...of(uploader).map(([, value]) => cell(value))]),
    ),
  );
  const figures = (uploader: Uploader) =>
    Object.fromEntries(of(uploader).map(([name, value]) => [name, figure(value)]));
  return {
    cores: availableParallelism(),
    // The load average of the last minute, before and after. The second includes the benchmark's own load.
    load: load.map(rounded),
    rounds,
    malote: figures("malote"),
    aws_s3: figures("@uppy/aws-s3"),
  };
};

/** The figures of one round, in the order of the table's columns. */
const rowOf = async (world: World, uploader: Uploader, size: number) => {
  const { seconds, puts } = await measureWhole(world, uploader, size);
  const restored = await measureReload(world, uploader, size, "golden retriever");
  const chosen = await measureReload(world, uploader, size, "chosen again");
  return {
    seconds,
    puts_at_once: puts,
    restored_again_mib: restored.again / MIB,
    restored_rest_s: restored.seconds,
    chosen_again_mib: chosen.again / MIB,
    chosen_rest_s: chosen.seconds,
  };
};

type Row = Awaited<ReturnType<typeof rowOf>>;
