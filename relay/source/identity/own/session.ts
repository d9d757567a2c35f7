import { SignInFault } from "./faults.ts";

/** The tokens of a sign-in. They stay in memory. */
export interface Session {
  idToken: string;
  refreshToken: string;
  /** When the ID token expires, in milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Checks what Cognito responded. The ID token was received from Cognito itself, so its signature is not checked.
 * @throws SignInFault if the account is not a member of the group `relays`
 */
export const sessionOf = (username: string, idToken: string, refreshToken: string): Session => {
  const { exp, "cognito:groups": groups = [] } = claimsOf(idToken);
  if (typeof exp !== "number") {
    throw new SignInFault("unreachable", `The sign-in of ${username} returned no ID token.`);
  }
  if (!Array.isArray(groups) || !groups.includes("relays")) {
    throw new SignInFault(
      "refused",
      `${username} is not a member of the group relays, so it may not upload on behalf of users. Add it: aws cognito-idp admin-add-user-to-group --group-name relays --username ${username} --user-pool-id …`,
    );
  }
  return { idToken, refreshToken, expiresAt: exp * 1000 };
};

const claimsOf = (token: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  } catch {
    return {};
  }
};
