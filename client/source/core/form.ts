import type { Body, Slice } from "../types/source.ts";
import { randomKey } from "../utils/random-key.ts";
import { bodyOf, sliceOfBytes } from "./slices.ts";

/** Names as browsers escape them (HTML, multipart/form-data encoding). */
const escaped = (name: string): string =>
  name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");

/**
 * The body of a presigned POST: its fields, and last the file, because S3 ignores fields after it. The pieces are known
 * beforehand, so the request has an exact Content-Length on every platform: S3 refuses a chunked POST (411).
 */
export const formBody = (fields: Record<string, string>, file: Slice): { body: Body; type: string } => {
  const boundary = `malote${randomKey()}`;
  const head = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"\r\n\r\n${value}\r\n`,
  );
  head.push(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const text = (lines: string) => sliceOfBytes(new TextEncoder().encode(lines));
  return {
    body: { ...bodyOf(text(head.join("")), file, text(`\r\n--${boundary}--\r\n`)), fields },
    type: `multipart/form-data; boundary=${boundary}`,
  };
};
