import { MaloteError } from "../errors/malote-error.ts";
import type { TokenProvider } from "../types/connection.ts";

/** A token is replaced this long before it expires. */
const MARGIN = 60_000;

/** When a JWT expires, in milliseconds since 1970. Infinity if it cannot be read: then only a 401 replaces the token. */
const expiryOf = (token: string): number => {
  try {
    const payload = token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? "";
    const { exp } = JSON.parse(atob(payload));
    return typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

/**
 * Keeps the token and asks the provider for another one before it expires, or when the service refused it. Requests at the
 * same time share one call of the provider.
 */
export const tokens = (token: string | TokenProvider) => {
  let current: { token: string; until: number } | undefined;
  let asking: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    let given: unknown;
    try {
      given = typeof token === "string" ? token : await token();
    } catch (cause) {
      // It may have needed the network.
      throw new MaloteError("no-token", "The option token failed; sign in again.", {
        retryable: true,
        cause,
      });
    }
    // An error about a header that is not valid would quote it.
    if (typeof given !== "string" || !/^[!-~]+$/.test(given)) {
      throw new MaloteError("no-token", "The option token returned no token; sign in again.");
    }
    const now = Date.now();
    // A token that seems to expire at once: the clock of this device may be wrong. The service decides.
    current = { token: given, until: Math.max(expiryOf(given) - MARGIN, now + MARGIN / 2) };
    return given;
  };

  return {
    /** A current token. Never the one that the service has refused, if the provider has another one. */
    get: (refused?: string): Promise<string> => {
      if (current && current.token !== refused && Date.now() < current.until)
        return Promise.resolve(current.token);
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    /** The next request asks the provider again, although it has not responded yet: it may hang. */
    renew: () => {
      asking = undefined;
    },
  };
};

export type Tokens = ReturnType<typeof tokens>;
