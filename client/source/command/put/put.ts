import { Option } from "commander";
import { Board } from "../bars/board.ts";
import { define, type Given } from "../define.ts";
import { reported } from "../errors.ts";
import { CommandError, EXIT, UsageError } from "../exit.ts";
import { followerFor } from "../follow/watch.ts";
import { pair, repeated, wholeNumber } from "../options.ts";
import { serviceFolder } from "../paths.ts";
import { openSession } from "../session/open-session.ts";
import { stdinOf } from "../stdin-of.ts";
import { countEntries } from "./count-entries.ts";
import type { Entry } from "./entry.ts";
import { putReport } from "./report.ts";
import { sendAll } from "./send-all.ts";
import { stdinEntry } from "./stdin-entry.ts";
import { walk } from "./walk.ts";

interface Options {
  path?: string;
  tag?: Record<string, string>;
  type?: string;
  name?: string;
  exclude?: string[];
  checksum?: boolean;
  again?: boolean;
  wait?: boolean;
  timeout?: number;
  concurrency: number;
  multipartFrom?: number;
  quiet?: boolean;
}

/** Files at once. Most of the time of a small file is waiting for responses. */
const CONCURRENCY = 16;

export const put = define<Options>({
  usage: "put <path...>",
  summary: "uploads files, folders, patterns, or the standard input (-)",
  details:
    "Uploads files. A folder is sent with everything in it, and each file keeps its folder as its path: put photos gives photos/2026. Symbolic links in it are reported, not followed. Patterns such as 'photos/**/*.jpg' are found by the command if the shell does not. What was interrupted continues when the same command is run again: files that have arrived, and parts of large files, are not sent again. Every file is declared with its CRC-32, and the storage refuses other bytes.",
  examples: [
    ["malote put holiday.mp4", "one file"],
    ["malote put photos --path trips/lisbon --wait", "a folder, until the service has verified all of it"],
    ["malote put 'photos/**/*.jpg' --exclude 'draft-*' --tag album=summer", "a pattern"],
    ["tar cz src | malote put - --name src.tar.gz", "the standard input"],
    ["id=$(malote put -q holiday.mp4)", "in a script: the id alone"],
  ],
  no: "a file was refused or failed (the others are uploaded), a pattern matches nothing, or the time of --timeout is over",
  options: [
    new Option("--path <folder>", "a folder to list the files by, such as trips/2026"),
    new Option("--tag <key=value>", "a label for each file. May be repeated").argParser(pair),
    new Option("--type <type>", "the media type of each file. Default: by its extension"),
    new Option("--name <name>", "another name, for one file; needed for -"),
    new Option("--exclude <pattern>", "leaves out what matches. May be repeated").argParser(repeated),
    new Option(
      "--checksum",
      "a file that is there is known by its bytes (SHA-256), not by its place, size and time; prints the SHA-256",
    ),
    new Option("--again", "sends files that are there already once more, as new files"),
    new Option("--wait", "until each file is completed: verified, and in its final place"),
    new Option("--timeout <seconds>", "with --wait: ends after this time. Default: none").argParser(
      wholeNumber(1, 1e6),
    ),
    new Option("--concurrency <n>", "files at once, 1 to 64")
      .argParser(wholeNumber(1, 64))
      .default(CONCURRENCY),
    new Option(
      "--multipart-from <bytes>",
      "files of this size or more are sent in parts. Default: 32 MiB",
    ).argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
    new Option("-q, --quiet", "prints the ids alone"),
  ],
  run: async (given) => {
    const { args, options, io } = given;
    check(given);
    if (!args.includes("-")) {
      const onlyFiles = options.name !== undefined;
      const entries = await walk(args, { cwd: io.cwd, exclude: options.exclude ?? [], onlyFiles });
      return send(given, entries);
    }
    const { entry, remove } = await stdinEntry(stdinOf(io), options.name ?? "");
    try {
      return await send(given, async function* () {
        yield entry;
      });
    } finally {
      await remove();
    }
  },
});

/** @throws UsageError */
const check = ({ args, options }: Given<Options>): void => {
  const { name, wait, timeout, checksum, again } = options;
  if (args.includes("-") && args.length > 1) throw new UsageError("The standard input (-) is sent alone.");
  if (args.includes("-") && name === undefined)
    throw new UsageError(
      "The standard input has no name. Give it one with --name, such as --name notes.txt.",
    );
  if (name !== undefined && args.length > 1) throw new UsageError("--name is for one file.");
  if (timeout !== undefined && !wait) throw new UsageError("--timeout is for --wait.");
  if (checksum && again) throw new UsageError("Choose either --checksum or --again.");
};

const send = async ({ args, options, io }: Given<Options>, entries: () => AsyncGenerator<Entry, void>) => {
  const { name, json, quiet, profile, wait, timeout } = options;
  const { malote } = await openSession({ profile }, io);
  const board = new Board(json ? undefined : io.screen, io.now);
  const report = putReport(io, { json, quiet, isOne: args.length === 1 });
  const { follower, stopped, isStopped, stop } = followerFor(malote, io, timeout);
  // Bars need to know how much there is.
  const counting = new AbortController();
  const counted = board.isShown ? countEntries(entries(), board, counting.signal) : undefined;
  const named = async function* () {
    for await (const entry of entries())
      yield name !== undefined && entry.kind === "file" ? { ...entry, name } : entry;
  };
  try {
    await sendAll(named(), {
      malote,
      board,
      stopped,
      isStopped,
      concurrency: options.concurrency,
      follower: wait ? follower : undefined,
      options: {
        path: serviceFolder(options.path),
        tags: options.tag,
        type: options.type,
        byContent: options.checksum ?? false,
        again: options.again ?? false,
        multipartFrom: options.multipartFrom,
        signal: io.signal,
      },
      onSent: report.sent,
      onFailed: report.failed,
      onSkipped: report.skipped,
    });
  } catch (error) {
    const again = "Run the same command again to continue: what has arrived is not sent again.";
    if (io.signal.aborted)
      throw new CommandError(EXIT.interrupted, "interrupted", `Interrupted. ${again}`, { cause: error });
    if (reported(error).code !== "wait-timeout") throw error;
    const late = `Not all files were completed within ${timeout} s. ${again}`;
    throw new CommandError(EXIT.no, "wait-timeout", late, { cause: error });
  } finally {
    stop();
    counting.abort();
    await counted;
    board.end();
    report.summary();
  }
  if (report.isEmpty() && !json) io.warn("There is no file to send.");
  return report.exit();
};
