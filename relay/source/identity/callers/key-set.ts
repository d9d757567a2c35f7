import { assertIsJwks, findJwkInJwks, type Jwks, type JwksCache, type JwkWithKid } from "aws-jwt-verify/jwk";
import type { Log } from "../../types/log.ts";
import type { Pool } from "../pool/pool.ts";
import { readState, writeState } from "../pool/state-file.ts";
import { fetchKeys } from "./fetch-keys.ts";

export interface KeySetParts {
  pool: Pool;
  /** Where the keys are kept. */
  file: string;
  log: Log;
  now?(): number;
  fetch?(url: string): Promise<Jwks>;
}

/** Milliseconds between two requests for the keys, however many tokens name keys that the relay does not have. */
const PAUSE = 10_000;
/** Milliseconds after which the keys are read again with the next token, so that a key that the pool withdrew is forgotten. */
const STALE = 3_600_000;

/** The pool has no such key. */
export class UnknownKey extends Error {
  override readonly name = "UnknownKey";
}
/** The keys could not be read, so nobody knows. */
export class KeysUnavailable extends Error {
  override readonly name = "KeysUnavailable";
}

type Token = Parameters<JwksCache["getJwk"]>[1];

/**
 * The pool's public keys, for aws-jwt-verify. They are kept on disk, so that a restart during an outage works. Its own cache
 * asks again for each unknown key while requests fail; this one asks every 10 s at most.
 */
export class KeySet implements JwksCache {
  readonly #parts: KeySetParts;
  readonly #now: () => number;
  #keys: Jwks | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #failed = false;
  #asking: Promise<void> | undefined;

  constructor(parts: KeySetParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#keys = onDisk(parts);
  }

  async getJwk(_uri: string, token: Token): Promise<JwkWithKid> {
    const known = this.#find(token);
    if (known) {
      if (this.#now() - this.#readAt >= STALE) void this.#ask();
      return known;
    }
    await this.#ask();
    const found = this.#find(token);
    if (found) return found;
    if (this.#failed || !this.#keys) throw new KeysUnavailable("The pool's keys cannot be read.");
    throw new UnknownKey("The pool has no such key.");
  }

  getCachedJwk(_uri: string, token: Token): JwkWithKid {
    const known = this.#find(token);
    if (!known) throw new UnknownKey("The pool has no such key.");
    return known;
  }

  async getJwks(): Promise<Jwks> {
    await this.#ask();
    if (!this.#keys) throw new KeysUnavailable("The pool's keys cannot be read.");
    return this.#keys;
  }

  addJwks(_uri: string, keys: Jwks): void {
    this.#keys = keys;
  }

  #find({ header: { kid } }: Token): JwkWithKid | undefined {
    return this.#keys && typeof kid === "string" ? findJwkInJwks(this.#keys, kid) : undefined;
  }

  /** Never rejects. */
  #ask(): Promise<void> {
    if (this.#asking) return this.#asking;
    if (this.#now() - this.#askedAt < PAUSE) return Promise.resolve();
    this.#askedAt = this.#now();
    this.#asking = this.#read().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #read(): Promise<void> {
    const { pool, file, log, fetch = fetchKeys } = this.#parts;
    try {
      this.#keys = await fetch(pool.keysUrl);
    } catch (error) {
      this.#failed = true;
      log.warn({ error: String(error) }, "The pool's keys cannot be read; those on disk are used");
      return;
    }
    this.#failed = false;
    this.#readAt = this.#now();
    try {
      await writeState(file, { user_pool_id: pool.userPoolId, keys: this.#keys.keys });
    } catch (error) {
      log.warn({ error: String(error) }, "The pool's keys could not be kept on disk");
    }
  }
}

const onDisk = ({ file, pool }: KeySetParts): Jwks | undefined => {
  const state = readState(file) as { user_pool_id?: unknown; keys?: unknown } | undefined;
  if (state?.user_pool_id !== pool.userPoolId) return undefined;
  const keys = { keys: state.keys } as Jwks;
  try {
    assertIsJwks(keys);
    return keys;
  } catch {
    return undefined;
  }
};
