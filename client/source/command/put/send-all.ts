import type { Follower } from "../../core/follower.ts";
import { isFinal } from "../../core/wait-for.ts";
import type { Malote } from "../../types/connection.ts";
import type { StatusView } from "../../types/service.ts";
import { inTurn } from "../../utils/in-turn.ts";
import { linked } from "../../utils/linked.ts";
import type { Board } from "../bars/board.ts";
import { type Reported, reported } from "../errors.ts";
import { CommandError, EXIT } from "../exit.ts";
import { inLanes } from "../lanes.ts";
import type { Entry, FileEntry } from "./entry.ts";
import { type SendOptions, type SentEntry, sendEntry } from "./send-entry.ts";

/** Files of this size use all connections by themselves, so two of them are sent at once. In bytes. */
const LARGE = 8 * 1024 * 1024;
const LARGE_AT_ONCE = 2;
/** Files that are uploaded and waited for. With more, the next file waits, so that the memory stays the same. */
const MOST_WAITED = 200;

export interface SendAllPorts {
  malote: Malote;
  options: SendOptions;
  /** Files at once. */
  concurrency: number;
  board: Board;
  /** With `--wait`. */
  follower?: Follower | undefined;
  /** Rejects when waiting must end. */
  stopped: Promise<never>;
  isStopped(): boolean;
  onSent(entry: FileEntry, sent: SentEntry, status?: StatusView): void;
  onFailed(entry: Pick<FileEntry, "shown" | "source">, fault: Reported): void;
  onSkipped(shown: string, reason: string): void;
}

/**
 * Sends each entry, some at once, and reads the next one when a place is free. A file that fails changes nothing for the others,
 * unless its reason is that of all: nobody is signed in, the network is gone, Ctrl-C, the time is over. Then nothing is sent any more.
 */
export const sendAll = async (entries: AsyncIterable<Entry>, ports: SendAllPorts): Promise<void> => {
  const { malote, options, concurrency, board, follower, stopped, isStopped, onSent, onFailed, onSkipped } =
    ports;
  const large = inTurn(LARGE_AT_ONCE);
  const waited = inTurn(MOST_WAITED);
  const waits = new Set<Promise<void>>();
  const { signal, controller, unlink } = linked(options.signal);

  const send = async (entry: FileEntry): Promise<void> => {
    const bar = board.file(entry.shown, entry.size);
    try {
      const sent = await sendEntry(malote, entry, { ...options, signal }, (bytes) => bar.at(bytes));
      bar.end(true);
      if (!follower) return onSent(entry, sent);
      await follow(follower, entry, sent);
    } catch (error) {
      bar.end(false);
      const fault = reported(error);
      if (fault.exit === EXIT.interrupted || fault.exit === EXIT.signedOut) throw error;
      onFailed(entry, fault);
      if (fault.exit === EXIT.unreachable && OUTAGES.has(fault.code)) throw outage(error);
    }
  };

  /** Resolves when there is a place to wait in, so that the lane goes on with the next file. */
  const follow = (by: Follower, entry: FileEntry, sent: SentEntry): Promise<void> =>
    new Promise((resolve) => {
      const wait = waited(async () => {
        resolve();
        const status = await by.follow(sent.file.file_id, () => {});
        if (status && isFinal(status.status)) return onSent(entry, sent, status);
        // Why it was stopped is reported once, for all files.
        if (!isStopped())
          onFailed(entry, { code: "file-not-found", message: "It was deleted.", exit: EXIT.no });
      }).finally(() => {
        waits.delete(wait);
        board.wait(waits.size);
      });
      waits.add(wait);
      board.wait(waits.size);
    });

  try {
    await Promise.race([
      inLanes(entries, concurrency, async (entry) => {
        if (signal.aborted) return;
        if (entry.kind === "skipped") onSkipped(entry.shown, entry.reason);
        else if (entry.kind === "failed") onFailed(entry, { ...entry, exit: EXIT.no });
        else if (entry.size >= LARGE) await large(() => send(entry));
        else await send(entry);
      }),
      stopped,
    ]);
    await Promise.race([Promise.all(waits), stopped]);
  } finally {
    controller.abort();
    unlink();
  }
};

const OUTAGES = new Set(["network", "timeout", "stalled", "unreachable"]);

const outage = (cause: unknown): CommandError =>
  new CommandError(
    EXIT.unreachable,
    "unreachable",
    "The line is down. Run the same command again to continue: what has arrived is not sent again.",
    { cause },
  );
