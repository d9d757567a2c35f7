import { randomUUID } from "node:crypto";

/** The members of an ID token that the service reads. */
export interface TokenClaims {
  sub: string;
  groups?: string[];
  /** Seconds until it expires. */
  lifetime?: number;
}

/**
 * A token with the form of Cognito's ID tokens. Nobody signed it: only the gateway of this folder accepts it, and no
 * deployed service does.
 */
export const tokenOf = ({ sub, groups, lifetime = 3600 }: TokenClaims): string => {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    sub,
    token_use: "id",
    // Two tokens of the same second differ.
    jti: randomUUID(),
    iat: now,
    exp: now + lifetime,
    ...(groups && { "cognito:groups": groups }),
  };
  return [{ alg: "none" }, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .concat("unsigned")
    .join(".");
};

/** The claims as API Gateway passes them on: every value is a string. Undefined for no token, and for an expired one. */
export const claimsOf = (authorization: string | undefined): Record<string, string> | undefined => {
  try {
    const payload = authorization?.replace(/^Bearer /, "").split(".")[1];
    const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload ?? "", "base64url").toString());
    if (!(Number(claims["exp"]) > Date.now() / 1000)) return undefined;
    return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, String(value)]));
  } catch {
    return undefined;
  }
};
