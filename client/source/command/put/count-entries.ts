import type { Board } from "../bars/board.ts";
import type { Entry } from "./entry.ts";

/** Counts what will be sent, beside the sending, so that the bar of all knows its end. It keeps no list. */
export const countEntries = async (
  entries: AsyncGenerator<Entry, void>,
  board: Board,
  signal: AbortSignal,
): Promise<void> => {
  let files = 0;
  let bytes = 0;
  board.expect({ files, bytes, isComplete: false });
  try {
    for await (const entry of entries) {
      if (signal.aborted) return;
      if (entry.kind !== "file") continue;
      files++;
      bytes += entry.size;
      board.expect({ files, bytes });
    }
    board.expect({ isComplete: true });
  } catch {
    // The sending reports what cannot be read.
  }
};
