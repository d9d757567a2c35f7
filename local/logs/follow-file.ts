import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two reads. */
const PERIOD = 300;

/** Calls back with the lines that are added to a file, several at a time, until aborted. */
export const followFile = async (
  path: string,
  signal: AbortSignal,
  onLines: (lines: string) => void,
): Promise<void> => {
  const file = await open(path);
  try {
    let position = (await file.stat()).size;
    let rest = "";
    const buffer = Buffer.alloc(64 * 1024);
    while (!signal.aborted) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      position += bytesRead;
      const lines = rest + buffer.toString("utf8", 0, bytesRead);
      rest = lines.slice(lines.lastIndexOf("\n") + 1);
      if (lines.length > rest.length) onLines(lines.slice(0, lines.length - rest.length));
      if (bytesRead === 0) await delay(PERIOD, undefined, { signal }).catch(() => {});
    }
  } finally {
    await file.close();
  }
};
