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

/** Milliseconds since 1970. 0 if the token has no `exp`. */
export const expiryOf = (idToken: string): number => Number(claimsOf(idToken)["exp"] ?? 0) * 1000;

const claimsOf = (token: string): Record<string, unknown> => {
  const [, payload = ""] = token.split(".");
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
};
