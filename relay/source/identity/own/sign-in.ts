import cognito from "amazon-cognito-identity-js";
import type { Account } from "../../settings/index.ts";
import type { Pool } from "../pool/pool.ts";
import { SignInFault } from "./faults.ts";
import { type Session, sessionOf } from "./session.ts";

/** Milliseconds for the two requests of a sign-in. The library has no time-out. */
const TIMEOUT = 20_000;

/** Errors of Cognito that another attempt may not have. The library gives each other error the code that Cognito sent. */
const PASSING = new Set([
  "NetworkError",
  "InternalErrorException",
  "TooManyRequestsException",
  "ServiceUnavailable",
  "ThrottlingException",
]);

/** The library's own storage is shared by the whole process. */
const memory = () => {
  const items = new Map<string, string>();
  return {
    setItem: (key: string, value: string) => void items.set(key, value),
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  };
};

/**
 * Signs in with SRP, which proves the password without sending it.
 * @throws SignInFault
 */
export const signIn = async (
  { userPoolId: UserPoolId, clientId: ClientId, endpoint }: Pool,
  { username: Username, password }: Account,
): Promise<Session> => {
  const Password = readPassword(password);
  const Storage = memory();
  const Pool = new cognito.CognitoUserPool({ UserPoolId, ClientId, endpoint, Storage });
  const user = new cognito.CognitoUser({ Username, Pool, Storage });
  const details = new cognito.AuthenticationDetails({ Username, Password });
  let timer: NodeJS.Timeout | undefined;
  const session = await new Promise<cognito.CognitoUserSession>((resolve, reject) => {
    const refuse = (why: string) => () =>
      reject(new SignInFault("refused", `${Username} cannot sign in: ${why}`));
    timer = setTimeout(() => reject(unreachable("it did not respond in time")), TIMEOUT);
    user.authenticateUser(details, {
      onSuccess: (session) => resolve(session),
      onFailure: (error: unknown) => reject(faultOf(Username, error)),
      newPasswordRequired: refuse(
        "its password is temporary. Set a permanent one: aws cognito-idp admin-set-user-password --permanent",
      ),
      totpRequired: refuse("it needs a second factor, which a relay cannot give."),
      mfaRequired: refuse("it needs a second factor, which a relay cannot give."),
      mfaSetup: refuse("it must set up a second factor first, which a relay cannot do."),
      selectMFAType: refuse("it needs a second factor, which a relay cannot give."),
      customChallenge: refuse("its pool has a challenge of its own, which a relay cannot answer."),
    });
  }).finally(() => clearTimeout(timer));
  return sessionOf(Username, session.getIdToken().getJwtToken(), session.getRefreshToken().getToken());
};

const readPassword = (password: Account["password"]): string => {
  try {
    return password();
  } catch (error) {
    throw new SignInFault("refused", `The relay cannot sign in: ${(error as Error).message}.`);
  }
};

const unreachable = (why: string) => new SignInFault("unreachable", `Cognito cannot be reached: ${why}.`);

const faultOf = (username: string, error: unknown): SignInFault => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // An error without a code is one of the library: the response was no JSON, as that of a proxy.
  if (typeof code !== "string" || PASSING.has(code)) return unreachable(String(code ?? message));
  return new SignInFault("refused", `${username} cannot sign in: ${String(message)} (${code})`);
};
