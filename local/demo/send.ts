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
 * Sends a file to S3 as the form that POST /upload handed out: the fields, and last the file.
 * It is read as fast as S3 takes it. That is why this is node:http: fetch reads a body ahead of what the
 * socket takes (Node.js 24.21), and 300 MB of file were 300 MB of memory.
 */
export const send = async ({ url, fields }: PresignedPost, path: string, size: number): Promise<void> => {
  const { before, after, type } = await formAround(fields);
  const length = before.length + size + after.length;
  const headers = { "Content-Type": type, "Content-Length": length };
  const post = request(url, { method: "POST", headers });
  const answered = once(post, "response") as Promise<[IncomingMessage]>;
  // Whether it got through is for the answer to tell: S3 may refuse a form before all of it was sent.
  pipeline(bytes(before, path, after), post).catch(() => {});
  const [response] = await answered.catch((error: Error) => {
    throw new Trouble(`Sending to S3 failed: ${error.message}`);
  });
  const answer = await text(response);
  const { statusCode = 0 } = response;
  if (statusCode >= 200 && statusCode < 300) return;
  // S3 answers in XML: <Error><Code>…</Code><Message>…</Message></Error>
  const message = answer.match(/<Message>(.*?)<\/Message>/s)?.[1] ?? answer.slice(0, 300);
  throw new Trouble(`S3 answered ${statusCode}: ${message}`);
};

async function* bytes(before: Uint8Array, path: string, after: Uint8Array) {
  yield before;
  yield* createReadStream(path);
  yield after;
}
