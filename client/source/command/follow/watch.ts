import { Option } from "commander";
import { Follower } from "../../core/follower.ts";
import { isFinal } from "../../core/wait-for.ts";
import type { Malote } from "../../types/connection.ts";
import type { StatusView } from "../../types/service.ts";
import { linked } from "../../utils/linked.ts";
import { define } from "../define.ts";
import { reported } from "../errors.ts";
import { CommandError, EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import { wholeNumber } from "../options.ts";
import { outcomes } from "../outcomes.ts";
import { openSession } from "../session/open-session.ts";
import { faultOf, readStatuses } from "./read-statuses.ts";
import { hasFailed, statusLine } from "./status-line.ts";

export const watch = define<{ timeout?: number }>({
  usage: "watch <file-id...>",
  summary: "follows files until they are completed",
  details:
    "Prints the status of each file, and each change, until every file is completed or has failed. One request asks for 50 files.",
  examples: [
    ["malote watch 0b0e1c1a-…", "one file"],
    ["malote watch --timeout 60 --json 0b0e1c1a-… 77fd02b9-…", "for a minute at most"],
  ],
  no: "a file has failed, was not found, or the time is over",
  options: [
    new Option("--timeout <seconds>", "ends after this time. Default: none").argParser(wholeNumber(1, 1e6)),
  ],
  run: async ({ args, options: { timeout, json, profile }, io }) => {
    const { malote } = await openSession({ profile }, io);
    const results = outcomes(io, json);
    let exit: ExitCode = EXIT.ok;
    const show = (file: StatusView) => {
      results.done(file, statusLine(file));
      if (hasFailed(file)) exit = EXIT.no;
    };
    const { follower, stopped, isStopped, stop } = followerFor(malote, io, timeout);
    const { signal, controller, unlink } = linked(io.signal);
    try {
      await Promise.race([watchAll(), stopped]);
    } finally {
      stop();
      controller.abort();
      unlink();
    }
    return results.exit() || exit;

    async function watchAll(): Promise<void> {
      const following: Promise<void>[] = [];
      for await (const file of readStatuses(malote, [...new Set(args)], signal)) {
        if ("problem" in file) {
          results.failed({ file_id: file.file_id }, file.file_id, faultOf(file));
          continue;
        }
        show(file);
        if (!isFinal(file.status)) following.push(follow(file));
      }
      await Promise.all(following);
    }

    async function follow({ file_id, status }: StatusView): Promise<void> {
      let last = status;
      const end = await follower.follow(file_id, (view) => {
        if (view.status !== last) show(view);
        last = view.status;
      });
      if (!end && !isStopped()) {
        const gone = { code: "file-not-found", message: "It was deleted.", exit: EXIT.no };
        results.failed({ file_id }, file_id, gone);
      }
    }
  },
});

/** A follower, and a promise that rejects on Ctrl-C, when the time is over, or when the statuses cannot be read any more. */
export const followerFor = (
  malote: Malote,
  { signal }: Pick<Io, "signal">,
  seconds?: number,
): { follower: Follower; stopped: Promise<never>; isStopped(): boolean; stop(): void } => {
  const { promise, reject: rejectStopped } = Promise.withResolvers<never>();
  let isStopped = false;
  const reject = (error: unknown) => {
    isStopped = true;
    rejectStopped(error);
  };
  // Nobody may wait for it any more.
  promise.catch(() => {});
  const follower = new Follower(malote, (error) => {
    const fault = reported(error);
    if (fault.exit !== EXIT.unreachable) reject(error);
  });
  const leave = () => reject(new CommandError(EXIT.interrupted, "interrupted", "Interrupted."));
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  if (seconds !== undefined) {
    const message = `Not all files were completed within ${seconds} s. Look later with malote status.`;
    setTimeout(() => reject(new CommandError(EXIT.no, "wait-timeout", message)), seconds * 1000).unref();
  }
  const stop = () => {
    isStopped = true;
    follower.stop();
  };
  return { follower, stopped: promise, isStopped: () => isStopped, stop };
};
