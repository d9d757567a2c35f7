import { join } from "node:path";
import { privateFile, textOf } from "../config/private-file.ts";
import type { Pool } from "./pool.ts";
import { lifetimeOf, type Tokens } from "./tokens.ts";

/** The tokens of a profile, as they are kept between two commands. */
export interface KeptTokens extends Tokens {
  pool: Pool;
  /** Milliseconds since 1970, by this machine's clock: counted from their arrival, so that a wrong clock does not matter. */
  until: number;
}

export const keptNow = (pool: Pool, tokens: Tokens, now: number): KeptTokens => ({
  pool,
  ...tokens,
  until: now + lifetimeOf(tokens.id),
});

/** Where the tokens of one profile are kept. */
export interface TokenStore {
  read(): Promise<KeptTokens | undefined>;
  write(tokens: KeptTokens): Promise<void>;
  remove(): Promise<void>;
}

/** `tokens/PROFILE.json` of the config folder, which only its owner may read. */
export const tokenFile = (folder: string, profile: string): TokenStore => {
  const file = privateFile(join(folder, "tokens", `${profile}.json`));
  return {
    read: async () => keptOf(await file.read()),
    write: (tokens) => file.write(tokens),
    remove: () => file.remove(),
  };
};

/** Of a command that keeps nothing. */
export const tokensInMemory = (): TokenStore => {
  let kept: KeptTokens | undefined;
  return {
    read: async () => kept,
    write: async (tokens) => {
      kept = tokens;
    },
    remove: async () => {
      kept = undefined;
    },
  };
};

const keptOf = (value: unknown): KeptTokens | undefined => {
  const { until, pool } = (value ?? {}) as { until?: unknown; pool?: unknown };
  const id = textOf(value, "id");
  const refresh = textOf(value, "refresh");
  const user_pool_id = textOf(pool, "user_pool_id");
  const client_id = textOf(pool, "client_id");
  const endpoint = textOf(pool, "endpoint");
  if (id === undefined || refresh === undefined || typeof until !== "number") return undefined;
  if (user_pool_id === undefined || client_id === undefined || endpoint === undefined) return undefined;
  return { id, refresh, until, pool: { user_pool_id, client_id, endpoint } };
};
