import type { Malote } from "../types/connection.ts";
import type { Send } from "../types/source.ts";
import type { Description } from "../types/wire.ts";
import type { Crc32 } from "../utils/crc32.ts";
import type { Checksums } from "./checksums.ts";
import type { Pool } from "./pool.ts";
import type { Tokens } from "./tokens.ts";

/** What a platform brings along. */
export interface Platform {
  /** Default: by fetch. */
  send?: Send | undefined;
  crc32: Crc32;
  /** Connections to S3: how many to begin with, and the most. */
  connections: { start: number; most: number };
}

/** What the functions of this package need of a connection. */
export interface Internals {
  url: string;
  /** Whether a server has responded at `url` yet. */
  reached?: boolean;
  fetch: typeof fetch;
  send: Send;
  tokens: Tokens;
  pool: Pool;
  checksums: Checksums;
  describe(): Promise<Description>;
  retries: number;
  retryDelay: number;
  maxRetryDelay: number;
  timeout: number;
  stallTimeout: number;
  minSpeed: number;
}

const known = new WeakMap<Malote, Internals>();

export const keepInternals = (malote: Malote, internals: Internals): void => {
  known.set(malote, internals);
};

/** @throws TypeError if the connection is not from connect() */
export const internalsOf = (malote: Malote): Internals => {
  const internals = known.get(malote);
  if (!internals) throw new TypeError("The first argument must be a connection from connect().");
  return internals;
};
