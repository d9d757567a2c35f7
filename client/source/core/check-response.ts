import { StorageError } from "../errors/storage-error.ts";
import type { SendResponse } from "../types/source.ts";
import type { Pool } from "./pool.ts";

/** @throws StorageError unless S3 accepted the bytes */
export const checkResponse = ({ status, text, retryAfter }: SendResponse, pool: Pool): void => {
  const code = /<Code>([^<]{1,64})<\/Code>/.exec(text)?.[1];
  // S3 may respond 200 and an error document, because it sends the status before it has finished.
  if (status >= 200 && status < 300 && !(code && /<Error>/.test(text))) return;
  if (status === 503 || status === 429) pool.congested();
  throw new StorageError(status < 300 ? 500 : status, code ?? "", retryAfter);
};
