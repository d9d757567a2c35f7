import { changePassword } from "./cognito/change-password.ts";
import { CognitoError } from "./cognito/cognito-error.ts";
import type { Pool } from "./cognito/pool.ts";
import { renewTokens } from "./cognito/renew-tokens.ts";
import { revokeToken } from "./cognito/revoke-token.ts";
import type { Tokens } from "./cognito/tokens.ts";
import { hasTotp, preferTotp, startTotp, verifyTotp } from "./cognito/totp.ts";
import { askAgain, endedSession, endHere } from "./ended-session.ts";
import { keptSession } from "./kept-session.ts";
import { renewing, untilOnline } from "./renewing.ts";
import { type Session, SessionEnded, userOf } from "./session.ts";

export interface SignedInWith {
  pool: Pool;
  /** What the person signs in with. */
  username: string;
  tokens: Tokens;
  /** Whether the refresh token is kept in the browser. */
  stay: boolean;
}

/** The session of an account of the user pool. */
export const poolSession = ({ pool, username, tokens: first, stay }: SignedInWith): Session => {
  const user = userOf(first.id);
  const kept = keptSession(pool);
  let refresh = first.refresh;
  let isOver = false;

  const keep = (tokens: Tokens): Tokens => {
    refresh = tokens.refresh;
    if (stay) kept.write({ username, refresh });
    return tokens;
  };
  keep(first);

  /** Ends the session in this tab. */
  const end = () => {
    isOver = true;
    stopListening();
    endHere(session);
  };

  const tokens = renewing(first, {
    renew: async () => {
      const next = await renewTokens(pool, refresh);
      return next.refresh === refresh ? next : keep(next);
    },
    isTemporary: (error) => error instanceof CognitoError && error.isTemporary,
    signInAgain: async (error) => {
      if (isOver) throw error;
      const again = (resume: (next: Tokens) => void, leave: () => void) =>
        ({ kind: "pool", user, pool, username, resume, leave }) as const;
      return keep(
        await askAgain(again, () => {
          if (stay) kept.forget();
          if (!isOver) end();
        }),
      );
    },
    now: Date.now,
    wait: untilOnline,
  });

  const stopListening = stay
    ? kept.onChange((now) => {
        if (now?.username !== username) return end();
        // Another tab has signed in again.
        refresh = now.refresh;
        const ended = endedSession.get();
        if (ended?.kind === "pool" && ended.user === user)
          renewTokens(pool, refresh).then(ended.resume, () => {});
      })
    : () => {};

  const current = () => {
    if (isOver) throw new SessionEnded("Signed out.");
    return tokens.get();
  };
  const access = async () => (await current()).access;
  const session: Session = {
    user,
    token: async () => (await current()).id,
    signOut: async () => {
      end();
      if (stay) kept.forget();
      // Without a network the token stays valid until it is too old, but nobody has it any more.
      await revokeToken(pool, refresh).catch(() => {});
    },
    account: {
      hasTotp: async () => hasTotp(pool, await access()),
      startTotp: async () => startTotp(pool, await access()),
      verifyTotp: async (code) => {
        await verifyTotp(pool, await access(), code);
        await preferTotp(pool, await access(), true);
      },
      removeTotp: async () => preferTotp(pool, await access(), false),
      changePassword: async (current, next) => changePassword(pool, await access(), { current, next }),
    },
  };
  return session;
};
