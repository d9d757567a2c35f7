import { connect } from "../../node/connect.ts";
import type { Malote } from "../../types/connection.ts";
import { LOCAL_PROFILE } from "../config/profiles.ts";
import { reported } from "../errors.ts";
import { CommandError, EXIT, SignedOut } from "../exit.ts";
import type { Io } from "../io.ts";
import { CognitoError } from "./cognito-error.ts";
import { currentToken, unreachable } from "./current-token.ts";
import { findTarget, type Target } from "./find-target.ts";
import { type KeptTokens, keptNow, type TokenStore, tokenFile, tokensInMemory } from "./kept-tokens.ts";
import { type Pool, poolOf } from "./pool.ts";
import { renewTokens } from "./renew-tokens.ts";
import { signIn } from "./sign-in.ts";

/** A connection to a service, and who is signed in. */
export interface Session {
  malote: Malote;
  url: string;
  /** Missing for MALOTE_URL. */
  profile?: string;
  /** A current ID token. @throws SignedOut; CommandError */
  token(): Promise<string>;
}

interface SessionOptions {
  /** `--profile`. */
  profile?: string | undefined;
  /** Repeats of a request after an error that may pass. Default: 10, which takes some minutes. */
  retries?: number;
}

type World = Pick<Io, "env" | "cwd" | "configFolder" | "now">;

/**
 * Connects to the service that the options, the environment or the folder name. The session is valid when this resolves.
 * @throws SignedOut if a person must sign in; UsageError; CommandError `unreachable`
 */
export const openSession = async (
  { profile: given, retries = 10 }: SessionOptions,
  io: World,
): Promise<Session> => {
  const target = await findTarget(given, io);
  const { url, profile, store } = placeOf(target, io);
  const token =
    target.kind === "token"
      ? async () => target.token
      : currentToken({
          store,
          renew: renewTokens,
          advice: adviceFor(target),
          now: io.now,
          ...(target.kind !== "profile" && { signInAgain: () => signInAlone(target, url, io.now) }),
        });
  await token();
  const malote = connect({
    url,
    retries,
    // Without a token, the SDK reports at once that nobody is signed in. An outage it repeats.
    token: () =>
      token().catch((error: unknown) => {
        if (error instanceof SignedOut) return undefined;
        throw error;
      }),
  });
  return { malote, url, token, ...(profile !== undefined && { profile }) };
};

const placeOf = (
  target: Target,
  { configFolder }: World,
): { url: string; profile?: string; store: TokenStore } => {
  if (target.kind === "profile") {
    const { name, profile } = target;
    return { url: profile.url, profile: name, store: tokenFile(configFolder, name) };
  }
  if (target.kind === "local") {
    const { url, clientId } = target.stack;
    return { url, profile: LOCAL_PROFILE, store: ofStack(clientId, tokenFile(configFolder, LOCAL_PROFILE)) };
  }
  return { url: target.url, store: tokensInMemory() };
};

/** The local stack has another pool after each start. What is kept of another one is ignored. */
const ofStack = (clientId: string, store: TokenStore): TokenStore => ({
  ...store,
  read: async () => {
    const kept = await store.read();
    return kept?.pool.client_id === clientId ? kept : undefined;
  },
  // It signs in again where nothing can be kept, such as in a read-only home.
  write: (tokens) => store.write(tokens).catch(() => {}),
});

const adviceFor = (target: Target): string =>
  target.kind === "profile"
    ? `Sign in with: malote login${target.name === "default" ? "" : ` --profile ${target.name}`}.`
    : "Check MALOTE_USERNAME and MALOTE_PASSWORD.";

/** Signs in where the password is known. */
const signInAlone = async (
  target: Extract<Target, { kind: "local" | "account" }>,
  url: string,
  now: () => number,
): Promise<KeptTokens> => {
  const { username, password } = target.kind === "local" ? target.stack : target;
  try {
    const pool = await poolAt(url);
    const step = await signIn(pool, username, password);
    if (step.next === "done") return keptNow(pool, step.tokens, now());
    throw new SignedOut(
      `${username} cannot sign in alone: the pool asks for ${WANTS[step.next]}. Sign in with: malote login.`,
    );
  } catch (error) {
    if (target.kind === "local" && isOutage(error))
      throw new CommandError(
        EXIT.unreachable,
        "unreachable",
        `The local stack of ${target.stack.path} does not respond. Start it with npm start, or choose another service with --profile.`,
        { cause: error },
      );
    if (!(error instanceof CognitoError)) throw error;
    if (error.isTemporary) throw unreachable(error);
    throw new SignedOut(`${username} cannot sign in: ${error.message} (${error.code}).`);
  }
};

const WANTS = {
  "new-password": "a new password",
  code: "the code of an authenticator app",
  "totp-setup": "an authenticator app",
};

const isOutage = (error: unknown): boolean =>
  error instanceof CognitoError
    ? error.isTemporary
    : error instanceof CommandError && error.exit === EXIT.unreachable;

/** The pool of a service, from GET /.well-known/malote. @throws CommandError if there is no service, or no pool */
export const poolAt = async (url: string): Promise<Pool> => {
  const description = await connect({ url, token: () => undefined, retries: 2 })
    .describe()
    .catch((error: unknown) => {
      throw new CommandError(EXIT.unreachable, "unreachable", reported(error).message, {
        cause: error,
      });
    });
  const pool = poolOf(description);
  if (pool) return pool;
  throw new CommandError(
    EXIT.usage,
    "no-service",
    `${url} is no Malote service with a user pool (GET ${url}/.well-known/malote). Use the output ApiUrl of its stack.`,
  );
};
