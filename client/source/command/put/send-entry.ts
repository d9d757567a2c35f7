import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { MaloteError } from "../../errors/malote-error.ts";
import { upload } from "../../node/upload.ts";
import type { Malote } from "../../types/connection.ts";
import type { UploadedFile } from "../../types/upload.ts";
import type { FileEntry } from "./entry.ts";

export interface SendOptions {
  /** A folder before that of the entry. */
  path?: string | undefined;
  tags?: Record<string, string> | undefined;
  type?: string | undefined;
  /** What is known of a file is its bytes, not its place and time. */
  byContent: boolean;
  /** As a new file, whatever the service has. */
  again: boolean;
  signal: AbortSignal;
  /** Default of the SDK: 32 MiB. */
  multipartFrom?: number | undefined;
}

export interface SentEntry {
  file: UploadedFile;
  path?: string;
  /** In hex, if the file was known by its content. */
  sha256?: string;
}

/** After these the file needs another key: what the key belongs to is gone, or was of other bytes. */
const USED_UP = new Set([
  "file-deleted",
  "file-not-found",
  "idempotency-conflict",
  "key-used",
  "upload-expired",
  "upload-not-open",
]);

/** How often the same file can be deleted and sent again before it is announced under a random key. */
const GENERATIONS = 20;

/**
 * Sends one file. Its idempotency key follows from what it is known by, so that the same command again finds it: bytes that are
 * there are not sent again, and nothing is kept on this machine for that.
 * @throws MaloteError; TypeError if the file cannot be read
 */
export const sendEntry = async (
  malote: Malote,
  entry: FileEntry,
  options: SendOptions,
  onProgress: (bytes: number) => void,
): Promise<SentEntry> => {
  const { again, byContent, signal, tags, type, multipartFrom } = options;
  const path = [options.path, entry.folder].filter(Boolean).join("/");
  const sha256 = byContent && entry.path ? await sha256Of(entry.path, signal) : undefined;
  const identity = sha256 === undefined ? entry.identity : JSON.stringify(["content", sha256]);
  const base = digestOf([identity, entry.name, path, Object.entries(tags ?? {}).sort(), type ?? ""]);
  for (let generation = 0; ; generation++) {
    const isRandom = again || generation >= GENERATIONS;
    try {
      const file = await upload(malote, entry.path, {
        name: entry.name,
        signal,
        // The parts stay, for the same command again.
        onAbort: "keep",
        onProgress: ({ bytes }) => onProgress(bytes),
        ...(!isRandom && { idempotencyKey: generation === 0 ? base : `${base}.${generation}` }),
        ...(path !== "" && { path }),
        ...(tags && { tags }),
        ...(type !== undefined && { type }),
        ...(multipartFrom !== undefined && { multipartFrom }),
      });
      return { file, ...(path !== "" && { path }), ...(sha256 !== undefined && { sha256 }) };
    } catch (error) {
      if (isRandom || !(error instanceof MaloteError) || !USED_UP.has(error.code)) throw error;
    }
  }
};

const digestOf = (values: unknown): string =>
  createHash("sha256").update(JSON.stringify(values)).digest("base64url");

const sha256Of = async (path: string, signal: AbortSignal): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest("hex");
};
