import { CommandError, EXIT, SignedOut } from "../exit.ts";
import { CognitoError } from "./cognito-error.ts";
import { type KeptTokens, keptNow, type TokenStore } from "./kept-tokens.ts";
import type { Pool } from "./pool.ts";
import type { Tokens } from "./tokens.ts";

/** Milliseconds before the end of a token in which a new one is asked for. The SDK asks a minute before the end. */
const EARLY = 5 * 60_000;
/** With less than these milliseconds, a token is not handed out any more. */
const TOO_LATE = 20_000;

export interface TokenPorts {
  store: TokenStore;
  renew(pool: Pool, refresh: string): Promise<Tokens>;
  /** Signs in without asking anybody, where the password is known. Missing: the person must do so. */
  signInAgain?(): Promise<KeptTokens>;
  /** What the person does about a session that has ended: `malote login`. */
  advice: string;
  now(): number;
}

/**
 * Returns a function that returns a current ID token. It is renewed before it ends, and kept for the next command.
 * @throws SignedOut; CommandError `unreachable` while Cognito does not respond and the last token is too old
 */
export const currentToken = ({ store, renew, signInAgain, advice, now }: TokenPorts) => {
  const keep = async (tokens: KeptTokens): Promise<string> => {
    await store.write(tokens);
    return tokens.id;
  };

  const signIn = async (why: string): Promise<string> => {
    if (!signInAgain) throw new SignedOut(`${why} ${advice}`);
    return keep(await signInAgain());
  };

  const renewed = async (kept: KeptTokens): Promise<string> => {
    try {
      return await keep(keptNow(kept.pool, await renew(kept.pool, kept.refresh), now()));
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      if (error.isTemporary) {
        // The token is still good. The next call tries again.
        if (kept.until - now() > TOO_LATE) return kept.id;
        throw unreachable(error);
      }
      // Another command may have renewed at the same time, and the pool may have replaced the refresh token.
      const other = await store.read();
      if (other && other.refresh !== kept.refresh && other.until - now() > TOO_LATE) return other.id;
      return signIn(`The session has ended (${error.code}).`);
    }
  };

  return async (): Promise<string> => {
    const kept = await store.read();
    if (!kept) return signIn("Nobody is signed in.");
    return kept.until - now() > EARLY ? kept.id : renewed(kept);
  };
};

/** Cognito cannot be reached. */
export const unreachable = (error: CognitoError): CommandError =>
  new CommandError(
    EXIT.unreachable,
    "unreachable",
    `The sign-in failed: ${error.message}. Try again later.`,
    {
      cause: error,
    },
  );
