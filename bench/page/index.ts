import { availableParallelism, loadavg } from "node:os";
import { rounded } from "../mover/rounded.ts";
import { cell, figure } from "../report/figure.ts";
import { inHome } from "../report/in-home.ts";
import { median } from "../report/median.ts";
import { table } from "../report/table.ts";
import { type FirstLoad, measureFirstLoad } from "./first-load.ts";
import { type LongList, measureLongList } from "./long-list.ts";
import { measureManyFiles } from "./many-files.ts";
import { type Options, optionsHelp, readOptions } from "./options.ts";
import { measureVitals, type Vitals } from "./vitals.ts";
import { createWorld, type World } from "./world.ts";

export const summary =
  "the page in Chromium: what it loads, how fast it shows and responds, 100 files at once";

/** What "good" is for LCP, CLS and INP: https://web.dev/articles/vitals. The first load is the page's own target. */
const TARGETS = { firstLoadKib: 100, lcp: 2500, cls: 0.1, inp: 200 } as const;

export const help = `npm run bench -- page [OPTIONS]

Opens the page of a local stack in Chromium, on a slower processor and line. It needs Chromium.

  first load  KiB of script, compressed with gzip -9: to sign in, and until the view for uploads is there without its
              Dashboard, which comes later (target: at most ${TARGETS.firstLoadKib})
  LCP         when the largest content is shown, after a load with an empty cache (target: at most ${TARGETS.lcp} ms)
  TBT         the sum of what is over 50 ms of each task of that load
  CLS         how far content is moved without an input, from the load to the last interaction (target: at most ${TARGETS.cls})
  INP         the longest time from an input until the next frame: signs in, changes the view, types into the search,
              changes the language (target: at most ${TARGETS.inp} ms)
  files       seconds from the moment in which small files are chosen at once until all are completed, without slowing
              anything down; the emulator takes most of it
  list        milliseconds between frames while a list of files is scrolled (--rows), without slowing anything down: the
              median, the 99th percentile and the longest; and seconds until a scroll to its end has loaded all of it

The local stack's server does not compress, so the line carries some three times as much as in a deployment.

${optionsHelp}`;

export const run = (
  args: string[],
  print: (line: string) => void,
): Promise<object & { missed: string[] }> => {
  const options = readOptions(args);
  return inHome("page", async (home, signal) => {
    const world = await createWorld(home, signal);
    try {
      return await measure(world, { options, home, signal, print });
    } finally {
      await world.stop();
    }
  });
};

interface Work {
  options: Options;
  home: string;
  signal: AbortSignal;
  print(line: string): void;
}

const measure = async (world: World, { options, home, signal, print }: Work) => {
  const load = [loadavg()[0] ?? 0];
  const first = await measureFirstLoad(world);
  const runs: Vitals[] = [];
  for (let run = 0; run < options.runs; run++) {
    signal.throwIfAborted();
    runs.push(await measureVitals(world, options));
  }
  const manyFiles = await measureManyFiles(world, options.files, home);
  const list = await measureLongList(world, options.rows);
  load.push(loadavg()[0] ?? 0);
  const of = (name: keyof Vitals) => median(runs.map((run) => run[name]));
  const vitals = {
    lcp: of("lcp"),
    tbt: of("tbt"),
    tbtSignedIn: of("tbtSignedIn"),
    cls: of("cls"),
    inp: of("inp"),
  };
  print(
    table(
      [headingOf(options), "measured", "target"],
      [...rowsOf(first, vitals, manyFiles, options.files), ...rowsOfList(list, options.rows)],
    ),
  );
  return {
    cores: availableParallelism(),
    // The load average of the last minute, before and after. The second includes the benchmark's own load.
    load: load.map(rounded),
    runs: options.runs,
    first_load_kib: figure(first.upload),
    sign_in_kib: figure(first.signIn),
    with_dashboard_kib: figure(first.dashboard),
    lcp_ms: figure(vitals.lcp),
    tbt_ms: figure(vitals.tbt),
    tbt_signed_in_ms: figure(vitals.tbtSignedIn),
    cls: figure(vitals.cls),
    inp_ms: figure(vitals.inp),
    hundred_files_s: options.files === 100 ? figure(manyFiles) : null,
    files: options.files,
    files_s: figure(manyFiles),
    rows: options.rows,
    rows_drawn: list.drawn,
    rows_load_s: figure(list.loadSeconds),
    frame_ms: figure(list.frame),
    frame_p99_ms: figure(list.slowFrame),
    frame_longest_ms: figure(list.longestFrame),
    missed: missedBy(first, vitals),
  };
};

const headingOf = ({ slowdown, bitsPerSecond, latencyMs }: Options) =>
  `processor ${slowdown} times as slow, ${bitsPerSecond / 1e6} Mbit/s, ${latencyMs} ms`;

const rowsOf = (first: FirstLoad, vitals: Vitals, manyFiles: number, files: number): string[][] => [
  ["script to sign in, KiB", cell(first.signIn), ""],
  ["script of the first load, KiB", cell(first.upload), `≤ ${TARGETS.firstLoadKib}`],
  ["script with the Dashboard, KiB", cell(first.dashboard), ""],
  ["LCP, ms", cell(vitals.lcp), `≤ ${TARGETS.lcp}`],
  ["TBT of the load, ms", cell(vitals.tbt), ""],
  ["TBT from the sign-in to the Dashboard, ms", cell(vitals.tbtSignedIn), ""],
  ["CLS", cell(vitals.cls), `≤ ${TARGETS.cls}`],
  ["INP, ms", cell(vitals.inp), `≤ ${TARGETS.inp}`],
  [`${files} files until completed, s`, cell(manyFiles), ""],
];

const rowsOfList = ({ loadSeconds, frame, slowFrame, longestFrame, drawn }: LongList, rows: number) => [
  [`list of ${rows} files: all loaded, s`, cell(loadSeconds), ""],
  ["rows drawn", String(drawn), ""],
  ["frame while it is scrolled, ms", cell(frame), ""],
  ["99th percentile, ms", cell(slowFrame), ""],
  ["longest, ms", cell(longestFrame), ""],
];

const missedBy = (first: FirstLoad, { lcp, cls, inp }: Vitals): string[] => [
  ...(first.upload > TARGETS.firstLoadKib ? [`The first load has ${cell(first.upload)} KiB of script.`] : []),
  ...(lcp > TARGETS.lcp ? [`The largest content is shown after ${cell(lcp)} ms.`] : []),
  ...(cls > TARGETS.cls ? [`Content is moved by ${cell(cls)} without an input.`] : []),
  ...(inp > TARGETS.inp ? [`An input is followed by a frame after ${cell(inp)} ms.`] : []),
];
