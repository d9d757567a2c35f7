import { connect, MaloteError, upload } from "malote/node";
import { bytesOf } from "./bytes.ts";
import type { Driver, Outcome, Running } from "./driver.ts";

/** Milliseconds. The tests wait for many retries. */
const RETRY_DELAY = 20;

/** The SDK in this process. */
export const nodeDriver = (): Driver => {
  let tokens = 0;
  return {
    tokens: () => tokens,
    async start(world, file, options = {}): Promise<Running> {
      const { multipart, hedging, retries, stallTimeout, tokenLifetime } = options;
      const malote = connect({
        url: world.url,
        token: async () => {
          tokens += 1;
          return world.token(tokenLifetime);
        },
        retryDelay: RETRY_DELAY,
        ...(retries !== undefined && { retries }),
        ...(stallTimeout !== undefined && { stallTimeout }),
      });
      const task = upload(malote, bytesOf(file.seed, file.size), {
        name: file.name ?? "photo.bin",
        type: file.type ?? "application/octet-stream",
        ...(multipart && { multipartFrom: 0 }),
        ...(hedging === false && { hedging: 0 }),
      });
      return {
        outcome: task.then(({ file_id }): Outcome => ({ ok: true, file_id }), outcomeOf),
        abort: async () => task.abort(),
      };
    },
  };
};

const outcomeOf = (error: unknown): Outcome => {
  if (!(error instanceof MaloteError)) throw error;
  const { name, code, message } = error;
  const { removed, file_id } = error as { removed?: boolean; file_id?: string };
  return {
    ok: false,
    name,
    code,
    message,
    ...(removed !== undefined && { removed }),
    ...(file_id !== undefined && { file_id }),
  };
};
