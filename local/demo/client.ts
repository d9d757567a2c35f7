import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connect, download, type Malote, MaloteError } from "../../client/source/node.ts";
import { Trouble } from "../../tools/command/trouble.ts";

/** Milliseconds for a file to be completed. A copy of 512 MiB takes seconds, so this is generous. */
export const COMPLETED_WITHIN = 120_000;

/** The SDK with one token. It tries again only a few times, so that a command reports a failure within seconds. */
export const connectWith = (url: string, token: string): Malote =>
  connect({ url, token: () => token, retries: 3 });

/**
 * Runs calls of the SDK for a command.
 * @throws Trouble with the sentence of an error of the SDK, and with each fault that the service found
 */
export const orTrouble = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MaloteError) throw new Trouble(describe(error));
    throw error;
  }
};

const describe = (
  error: MaloteError & { errors?: readonly { pointer?: string; detail: string }[] },
): string => {
  const faults = (error.errors ?? []).filter(({ detail }) => !error.message.endsWith(detail));
  return [error.message, ...faults.map(({ pointer = "", detail }) => `${pointer} ${detail}`.trim())].join(
    "\n  ",
  );
};

/** The SHA-256 of a completed file. The bytes are hashed as they arrive, and are not kept in memory. */
export const sha256OfDownload = async (malote: Malote, fileId: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(Readable.from(download(malote, fileId).stream()), hash);
  return hash.digest("hex");
};
