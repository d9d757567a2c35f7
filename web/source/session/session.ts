/** Who is signed in, and how calls get their token. Tokens stay in memory. */
export interface Session {
  readonly user: User;
  /**
   * A current ID token, renewed before it expires.
   * @throws SessionEnded if it cannot be renewed: the person must sign in again
   */
  token(): Promise<string>;
  /** Also forgets what "stay signed in" has kept, and revokes the refresh token. */
  signOut(): Promise<void>;
  /** What the person may change about their account. Undefined for the local stack's accounts, whose tokens allow none of it. */
  readonly account?: Account;
}

/** Each of these throws CognitoError, and SessionEnded as `token()` does. */
export interface Account {
  /** Whether a sign-in asks for a code of an authenticator app. */
  hasTotp(): Promise<boolean>;
  /** Begins to set an app up. Returns the secret for it, in Base32. */
  startTotp(): Promise<string>;
  /** From now on sign-ins ask for a code, if `code` is one of the app. */
  verifyTotp(code: string): Promise<void>;
  removeTotp(): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;
}

export interface User {
  /** The `sub` of the token. */
  id: string;
  /** What the person calls their account: mostly an e-mail address. */
  name: string;
  /** A member of the group `operators`. */
  isOperator: boolean;
}

export class SessionEnded extends Error {
  override name = "SessionEnded";
}

/** The user of an ID token. The signature is the service's to check: the page only shows what is in it. */
export const userOf = (idToken: string): User => {
  const claims = claimsOf(idToken);
  const groups = Array.isArray(claims["cognito:groups"]) ? claims["cognito:groups"] : [];
  return {
    id: String(claims["sub"] ?? ""),
    name: String(claims["email"] ?? claims["cognito:username"] ?? claims["sub"] ?? ""),
    isOperator: groups.includes("operators"),
  };
};

/** How long an ID token is valid from its issue, in milliseconds. 0 if the token does not say it. */
export const lifetimeOf = (idToken: string): number => {
  const { exp, iat } = claimsOf(idToken);
  return typeof exp === "number" && typeof iat === "number" ? (exp - iat) * 1000 : 0;
};

const claimsOf = (token: string): Record<string, unknown> => {
  const [, payload = ""] = token.split(".");
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
};
