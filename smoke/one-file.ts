import { randomBytes } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Malote,
  MaloteError,
  remove,
  upload,
  type WaitOptions,
  waitFor,
} from "../client/source/node.ts";
import { COMPLETED_WITHIN, connectWith, orTrouble, sha256OfDownload } from "../local/demo/client.ts";
import { openSource, type SourceFile, sha256OfFile } from "../local/demo/source-file.ts";
import { timeline } from "../local/demo/timeline.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { PICTURE } from "./fixed-picture.ts";

/**
 * Writes a picture, different in each run: the random bytes after the end of a PNG are ignored by viewers.
 * @param bytes the length of a larger file, which ends with zeros
 */
export const withPicture = async <T>(
  work: (source: SourceFile) => Promise<T>,
  bytes?: number,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "malote-smoke-"));
  try {
    const path = join(folder, "smoke.png");
    await writeFile(path, Buffer.concat([PICTURE, randomBytes(16)]));
    if (bytes !== undefined) await truncate(path, bytes);
    return await work(await openSource(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** How an app gets a token, and the URL of the API. */
export interface Api {
  url: string;
  token: string;
}

export interface OneFileOptions {
  /** Without a confirmation, only S3's notification can complete the file. */
  confirm: boolean;
  /** Milliseconds for the file to be completed. Default: 120,000. */
  completedWithin?: number;
}

/**
 * Uploads one file as an app does, downloads it, compares the bytes, and deletes it, so that no test files are left.
 * @returns its `file_id`
 * @throws Trouble at the first step that fails
 */
export const oneFile = async (
  { url, token }: Api,
  { path, description }: SourceFile,
  print: (line: string) => void,
  { confirm, completedWithin = COMPLETED_WITHIN }: OneFileOptions,
): Promise<string> => {
  const printEvent = timeline(print);
  const malote = connectWith(url, token);
  return orTrouble(async () => {
    const { file_id } = await upload(malote, path, { type: description.type, confirm });
    printEvent(confirm ? "confirmed" : "sent to S3", file_id);
    try {
      await completed(malote, file_id, {
        timeout: completedWithin,
        confirm,
        onStatus: ({ status }) => printEvent("status", status),
      });
      const [sent, received] = await Promise.all([sha256OfFile(path), sha256OfDownload(malote, file_id)]);
      if (sent !== received)
        throw new Trouble(
          `The downloaded bytes differ: their SHA-256 is ${received}, and the file's is ${sent}.`,
        );
      printEvent("downloaded", `SHA-256 ${received}`);
    } catch (error) {
      // The first failure is what the user must read, also if the file cannot be deleted either.
      await remove(malote, file_id).catch(({ message }: Error) => printEvent("not deleted", message));
      throw error;
    }
    await remove(malote, file_id);
    printEvent("deleted");
    return file_id;
  });
};

type Waiting = Required<Pick<WaitOptions, "timeout" | "onStatus">> & { confirm: boolean };

/** Waits for the file. A file that nobody confirms stays pending if S3's notification does not reach the queue. */
const completed = async (
  malote: Malote,
  fileId: string,
  { confirm, timeout, onStatus }: Waiting,
): Promise<void> => {
  let last: string | undefined;
  try {
    await waitFor(malote, fileId, {
      timeout,
      onStatus: (file) => {
        last = file.status;
        onStatus(file);
      },
    });
  } catch (error) {
    const isLate = error instanceof MaloteError && error.code === "wait-timeout";
    if (confirm || !isLate || last !== "pending") throw error;
    throw new Trouble(NOT_NOTIFIED);
  }
};

const NOT_NOTIFIED = `The bytes are in S3, but the file is still pending. It was not confirmed, so S3's notification has not reached
the move queue: see NotifyingBuckets in template.yaml, and docs/operations.md, "What only AWS can show".`;
