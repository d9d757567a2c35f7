import { createInterface } from "node:readline";
import type { PeerRequest, PeerResponse } from "../peers/lines.ts";

/** Responds to each line of standard input with a line, and ends with it. */
export const serveLines = async (handle: (request: PeerRequest) => Promise<unknown>): Promise<void> => {
  const respond = (response: PeerResponse) => process.stdout.write(`${JSON.stringify(response)}\n`);
  respond({});
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      respond({ more: await handle(JSON.parse(line)) });
    } catch (error) {
      respond({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
};

/** Runs `work` for each of `all`, up to `most` at the same time. */
export const eachOf = async <T>(
  all: readonly T[],
  most: number,
  work: (one: T) => Promise<unknown>,
): Promise<void> => {
  const rest = all.values();
  const worker = async () => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: most }, worker));
};
