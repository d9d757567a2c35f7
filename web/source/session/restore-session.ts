import { CognitoError } from "./cognito/cognito-error.ts";
import type { Pool } from "./cognito/pool.ts";
import { renewTokens } from "./cognito/renew-tokens.ts";
import { keptSession } from "./kept-session.ts";
import { poolSession } from "./pool-session.ts";
import { type Session, SessionEnded } from "./session.ts";

/**
 * The session that "stay signed in" has kept. Undefined if there is none.
 * @throws SessionEnded if it was revoked or is too old; CognitoError if it cannot be restored now
 */
export const restoreSession = async (pool: Pool): Promise<Session | undefined> => {
  const kept = keptSession(pool);
  const found = kept.read();
  if (!found) return undefined;
  try {
    const tokens = await renewTokens(pool, found.refresh);
    return poolSession({ pool, username: found.username, tokens, stay: true });
  } catch (error) {
    if (error instanceof CognitoError && error.isTemporary) throw error;
    kept.forget();
    throw new SessionEnded("The kept session has ended.");
  }
};
