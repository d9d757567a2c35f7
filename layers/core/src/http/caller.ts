import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Caller } from "../domain/caller.ts";
import { Unauthenticated } from "../domain/errors.ts";

/**
 * The caller, from the claims that the Cognito authorizer verified.
 * Only ID tokens are accepted: an access token does not identify the user to this client,
 * and emulators accept one.
 * @throws Unauthenticated (401)
 */
export const callerOf = (event: APIGatewayProxyEvent): Caller => {
  const claims: Record<string, unknown> | undefined = event.requestContext.authorizer?.["claims"];
  if (claims?.["token_use"] !== "id" || typeof claims["sub"] !== "string") throw new Unauthenticated();
  return { sub: claims["sub"], groups: groupsOf(claims["cognito:groups"]) };
};

/**
 * The groups are one string: "a,b" from a REST API, "[a b]" from the local emulator (and from HTTP APIs).
 */
const groupsOf = (claim: unknown): string[] => {
  if (typeof claim !== "string") return [];
  const bracketed = /^\[(.*)\]$/.exec(claim)?.[1];
  return (bracketed === undefined ? claim.split(",") : bracketed.split(" ")).filter((name) => name !== "");
};
