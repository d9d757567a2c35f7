/** What a sign-in returns. Neither is ever printed. */
export interface Tokens {
  /** For the service. Valid for an hour. */
  id: string;
  /** For new tokens. Valid for 30 days unless it is revoked. */
  refresh: string;
}

export interface User {
  /** The `sub` of the token. */
  id: string;
  /** What the person calls their account: mostly an e-mail address. */
  name: string;
  groups: string[];
}

/** The user of an ID token. The service checks the signature: the command only shows what is in the token. */
export const userOf = (idToken: string): User => {
  const claims = claimsOf(idToken);
  const groups: unknown = claims["cognito:groups"];
  return {
    id: String(claims["sub"] ?? ""),
    name: String(claims["email"] ?? claims["cognito:username"] ?? claims["sub"] ?? ""),
    groups: Array.isArray(groups) ? groups.map(String) : [],
  };
};

/** How long an ID token is valid from its issue, in milliseconds. 0 if the token does not say it. */
export const lifetimeOf = (idToken: string): number => {
  const { exp, iat } = claimsOf(idToken);
  return typeof exp === "number" && typeof iat === "number" ? (exp - iat) * 1000 : 0;
};

const claimsOf = (token: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
