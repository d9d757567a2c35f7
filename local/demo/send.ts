import { once } from "node:events";
import { createReadStream } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Trouble } from "../../tools/command/trouble.ts";
import { formAround } from "./form-around.ts";

export interface PresignedPost {
  file_id: string;
  url: string;
  fields: Record<string, string>;
}

/**
 * Sends a file to S3 with the presigned POST of /upload: the fields, and last the file.
 * The file is read only as fast as S3 accepts it. This uses node:http, because fetch reads the body faster than the
 * socket sends it (Node.js 24.21): a file of 300 MB took 300 MB of memory.
 */
export const send = async ({ url, fields }: PresignedPost, path: string, size: number): Promise<void> => {
  const { before, after, type } = await formAround(fields);
  const length = before.length + size + after.length;
  const headers = { "Content-Type": type, "Content-Length": length };
  const post = request(url, { method: "POST", headers });
  const responded = once(post, "response") as Promise<[IncomingMessage]>;
  // S3 may refuse a form before all of it was sent, so only the response decides whether it was accepted.
  pipeline(bytes(before, path, after), post).catch(() => {});
  const [response] = await responded.catch((error: Error) => {
    throw new Trouble(`Sending to S3 failed: ${error.message}`);
  });
  const body = await text(response);
  const { statusCode = 0 } = response;
  if (statusCode >= 200 && statusCode < 300) return;
  // S3 responds with XML: <Error><Code>…</Code><Message>…</Message></Error>
  const message = body.match(/<Message>(.*?)<\/Message>/s)?.[1] ?? body.slice(0, 300);
  throw new Trouble(`S3 responded ${statusCode}: ${message}`);
};

async function* bytes(before: Uint8Array, path: string, after: Uint8Array) {
  yield before;
  yield* createReadStream(path);
  yield after;
}
