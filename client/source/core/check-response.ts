import { StorageError } from "../errors/storage-error.ts";
import type { SendResponse } from "../types/source.ts";
import type { Pool } from "./pool.ts";
import { connectionLost } from "./send-faults.ts";

/** @throws StorageError unless S3 accepted the bytes; MaloteError `network` if the response is not S3's */
export const checkResponse = (
  method: "POST" | "PUT",
  { status, text, retryAfter }: SendResponse,
  pool: Pool,
): void => {
  const code = /<Code>([^<]{1,64})<\/Code>/.exec(text)?.[1];
  if (status < 300 && !code) {
    // S3 responds 204 to a form (201 if the form wishes a document), and nothing to a part. The sign-in page of a network
    // comes with 200.
    if (method === "POST" ? status === 204 || status === 201 : !text) return;
    throw connectionLost();
  }
  if (status === 503 || status === 429) pool.congested();
  // S3 may respond 200 and an error document, because it sends the status before it has finished.
  throw new StorageError(status < 300 ? 500 : status, code ?? "", retryAfter);
};
