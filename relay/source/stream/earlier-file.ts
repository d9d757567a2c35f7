import { crc32 } from "node:zlib";
import { Aborted, type Malote, MaloteError, type StatusView, waitFor } from "malote/node";
import { Problem } from "../problems/problem.ts";
import { keyUsedBefore } from "../problems/problems.ts";
import { crcText } from "../spool/crc.ts";
import type { IncomingBytes } from "../types/incoming-file.ts";
import type { StreamedFile } from "./streamed-file.ts";

/** Milliseconds that a client waits until the service has verified the earlier file. */
const PATIENCE = 20_000;

/**
 * The file that an earlier request with the same key has sent, if it has the same bytes: the response of that request was lost.
 * It can be compared only after the service has computed its checksum.
 * @throws Problem 422 if the bytes differ, 409 if that cannot be known yet
 */
export const earlierFile = async (
  malote: Malote,
  fileId: string,
  bytes: IncomingBytes,
  signal: AbortSignal,
): Promise<StreamedFile> => {
  let crc = 0;
  let len = 0;
  for await (const chunk of bytes) {
    if (signal.aborted) throw new Aborted();
    crc = crc32(chunk, crc);
    len += chunk.length;
  }
  const checksum = { algorithm: "CRC32", value: crcText(crc) } as const;
  const file = await waitFor(malote, fileId, { timeout: PATIENCE, signal }).catch(notYet);
  const { algorithm, value: verified } = file.verified ?? {};
  if (algorithm !== "CRC32") throw notYet(new MaloteError("wait-timeout", ""));
  if (verified !== checksum.value) {
    throw keyUsedBefore();
  }
  return { file_id: fileId, file_name: file.file_name, len, status: file.status, checksum };
};

const notYet = (error: unknown): StatusView => {
  const { code } = error as { code?: string };
  if (code === "wait-timeout") {
    throw new Problem(
      409,
      "key-in-use",
      "The key's file is not verified yet",
      "A file was sent with this Idempotency-Key, and the service has not verified it yet. Send this again later.",
      { retryAfter: 10 },
    );
  }
  if (code === "file-failed") {
    throw new Problem(
      409,
      "key-used",
      "The key's file has failed",
      "The file of this Idempotency-Key has failed. Send this file with a new key.",
      { cause: error },
    );
  }
  throw error;
};
