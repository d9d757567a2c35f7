import type { Description } from "malote/node";
import { Problem } from "../../problems/problem.ts";
import type { Log } from "../../types/log.ts";
import { type Pool, poolOf } from "./pool.ts";
import { readState, writeState } from "./state-file.ts";

export interface KnownPoolParts {
  /** The service's URL. */
  service: string;
  /** The SDK's `describe`. */
  describe(): Promise<Description>;
  /** Where the description is kept. */
  file: string;
  log: Log;
  now?(): number;
  /** Milliseconds that a request waits for the service's first description. Default: 10,000. */
  patience?: number;
}

export interface KnownPool {
  /** @throws Problem 503 if the service could never be asked */
  get(): Promise<Pool>;
}

/** Milliseconds between two attempts to read the description. */
const AGAIN = 60_000;

const unknownPool = (cause?: unknown): Problem =>
  new Problem(
    503,
    "relay-not-ready",
    "The relay is not ready",
    "The relay has not reached the service yet, so it cannot check tokens. Send the request again in a moment.",
    { retryAfter: 10, cause },
  );

/**
 * The service's user pool. The description on disk is used at once, and replaced by that of the service as soon as the service
 * responds. So a restart during an outage works.
 */
export const knownPool = (parts: KnownPoolParts): KnownPool => {
  const { service, describe, file, log, now = Date.now, patience = 10_000 } = parts;
  let pool = onDisk(service, file);
  let asking: Promise<void> | undefined;
  let confirmed = false;
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async (): Promise<void> => {
    askedAt = now();
    const description = await describe();
    const described = poolOf(service, description);
    if (!described) throw new Error("the service describes no user pool at /.well-known/malote");
    confirmed = true;
    pool = described;
    const { user_pool_id, client_id, endpoint_url } = description;
    await writeState(file, { service, user_pool_id, client_id, endpoint_url }).catch((error: unknown) =>
      log.warn({ error: String(error) }, "The service's description could not be kept on disk"),
    );
  };
  /** At most one request at a time. While there is a pool, at most one in a minute. */
  const refresh = (): Promise<void> | undefined => {
    if (confirmed || asking || (pool && now() - askedAt < AGAIN)) return asking;
    asking = ask().finally(() => {
      asking = undefined;
    });
    asking.catch((error: unknown) => {
      log.warn({ error: String(error) }, "The service's description cannot be read");
    });
    return asking;
  };

  return {
    get: async () => {
      const refreshing = refresh();
      if (pool) return pool;
      const waited = new Promise<never>((_, reject) => {
        const timer = setTimeout(() => reject(unknownPool()), patience);
        refreshing?.finally(() => clearTimeout(timer)).catch(() => {});
      });
      await Promise.race([
        waited,
        refreshing?.catch((error: unknown) => {
          throw unknownPool(error);
        }),
      ]);
      if (!pool) throw unknownPool();
      return pool;
    },
  };
};

/** The pool of the file, unless the file is of another service. */
const onDisk = (service: string, file: string): Pool | undefined => {
  const state = readState(file) as (Description & { service?: unknown }) | undefined;
  return state?.service === service ? poolOf(service, state as Description) : undefined;
};
