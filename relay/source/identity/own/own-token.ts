import type { Account } from "../../settings/index.ts";
import type { Log } from "../../types/log.ts";
import type { KnownPool } from "../pool/known-pool.ts";
import type { Pool } from "../pool/pool.ts";
import { SignInFault } from "./faults.ts";
import { RefreshRefused, refresh } from "./refresh.ts";
import type { Session } from "./session.ts";
import { signIn } from "./sign-in.ts";

export interface OwnTokenParts {
  account: Account;
  pool: KnownPool;
  log: Log;
  now?(): number;
  random?(): number;
  signIn?(pool: Pool, account: Account): Promise<Session>;
  refresh?(pool: Pool, username: string, refreshToken: string): Promise<Session>;
}

export interface OwnToken {
  /** For the SDK's option `token`. @throws SignInFault, and Problem 503 while the pool is not known */
  token(): Promise<string>;
  /** Why there is no token now, for the status page. */
  fault(): string | undefined;
  /** The same, if the account cannot sign in as it is: only an operator can mend it. During an outage there is none. */
  refusal(): string | undefined;
}

/**
 * Milliseconds. The SDK asks for a token when its last one expires or was refused. Several connections may ask one after the
 * other, so a token that is younger than this is returned again.
 */
const FRESH = 10_000;
/** Milliseconds that a token must still be valid to be used when no new one can be had. */
const MARGIN = 5000;
/** Milliseconds before the next attempt: first, and longest. Cognito locks an account for up to 15 minutes. */
const WAITS = { unreachable: [1000, 30_000], refused: [60_000, 15 * 60_000] } as const;

/**
 * The relay's own ID token, from its own account in the group `relays`. Its tokens are kept in memory only. After a failure,
 * attempts are further and further apart; between them the last error is returned without a request.
 */
export const ownToken = (parts: OwnTokenParts): OwnToken => {
  const { account, pool, log, now = Date.now, random = Math.random } = parts;
  const { signIn: enter = signIn, refresh: renew = refresh } = parts;
  let session: (Session & { since: number; pool: Pool }) | undefined;
  let asking: Promise<string> | undefined;
  let failed: { fault: SignInFault; until: number; attempts: number } | undefined;

  const open = async (current: Pool): Promise<Session> => {
    if (session?.pool.userPoolId === current.userPoolId) {
      try {
        return await renew(current, account.username, session.refreshToken);
      } catch (error) {
        if (!(error instanceof RefreshRefused)) throw error;
        log.info({ reason: error.message }, "The relay signs in again");
      }
    }
    return enter(current, account);
  };

  const fail = (error: unknown): SignInFault => {
    const fault =
      error instanceof SignInFault
        ? error
        : new SignInFault("unreachable", `The sign-in failed: ${String(error)}`);
    const attempts = failed?.fault.kind === fault.kind ? failed.attempts + 1 : 1;
    const [first, longest] = WAITS[fault.kind];
    const wait = Math.min(longest, first * 2 ** (attempts - 1)) * (0.5 + random() / 2);
    failed = { fault, until: now() + wait, attempts };
    log.warn(
      { reason: fault.message, retry_ms: Math.round(wait) },
      "The relay cannot sign in to the service",
    );
    return fault;
  };

  const ask = async (): Promise<string> => {
    const current = await pool.get();
    try {
      if (failed && now() < failed.until) throw failed.fault;
      const opened = await open(current).catch((error: unknown) => {
        throw fail(error);
      });
      if (failed || !session)
        log.info({ username: account.username }, "The relay is signed in to the service");
      failed = undefined;
      session = { ...opened, since: now(), pool: current };
      return session.idToken;
    } catch (error) {
      const { kind } = error as SignInFault;
      if (kind === "unreachable" && session && session.expiresAt - MARGIN > now()) return session.idToken;
      if (kind === "refused") session = undefined;
      throw error;
    }
  };

  return {
    token: async () => {
      if (session && now() - session.since < FRESH) return session.idToken;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    fault: () => failed?.fault.message,
    refusal: () => (failed?.fault.kind === "refused" ? failed.fault.message : undefined),
  };
};
