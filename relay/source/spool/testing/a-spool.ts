import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { IncomingBytes, IncomingFile } from "../../types/incoming-file.ts";
import { inThisThread } from "../journal/transport.ts";
import { openSpool, type SpoolOptions } from "../open-spool.ts";
import type { Spool } from "../spool.ts";

export const aFile = (file: Partial<IncomingFile> = {}): IncomingFile => ({
  owner: "ana",
  name: "lisbon.jpg",
  type: "image/jpeg",
  ...file,
});

/** A body of these chunks. */
export async function* bodyOf(...chunks: (string | Uint8Array)[]): IncomingBytes {
  for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

/** A body whose connection breaks after these chunks. */
export async function* brokenBody(...chunks: string[]): IncomingBytes {
  yield* bodyOf(...chunks);
  throw new Error("aborted");
}

/** A body that sends these chunks and then nothing more. */
export async function* hangingBody(...chunks: string[]): IncomingBytes {
  yield* bodyOf(...chunks);
  await new Promise(() => {});
}

/** What the spool has logged, as `warn: message`. */
export type Logged = string[];

export function logTo(logged: Logged) {
  const write = (level: string) => (_fields: object, message: string) => {
    logged.push(`${level}: ${message}`);
  };
  return { info: write("info"), warn: write("warn"), error: write("error") };
}

export const LIMITS = { bytes: 1024 ** 3, files: 1000, freeBytes: 0 };

export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "malote-spool-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a spool whose journal is in this thread, which is faster to start. It is closed when the test ends. */
export async function aSpool(options: Partial<SpoolOptions> & { folder: string }): Promise<Spool> {
  const spool = await openSpool({
    limits: LIMITS,
    log: logTo([]),
    openJournal: inThisThread,
    reserve: 0,
    ...options,
  });
  onTestFinished(() => spool.close());
  return spool;
}
