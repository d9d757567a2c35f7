import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Caller } from "../domain/caller.ts";
import { Unauthenticated } from "../domain/errors.ts";

/**
 * The caller, from the claims that the Cognito authorizer verified.
 * Only ID tokens count: an access token tells nothing of who somebody is to this client, and
 * emulators let one through.
 * @throws Unauthenticated (401)
 */
export const callerOf = (event: APIGatewayProxyEvent): Caller => {
  const claims: Record<string, unknown> | undefined = event.requestContext.authorizer?.["claims"];
  if (claims?.["token_use"] !== "id" || typeof claims["sub"] !== "string") throw new Unauthenticated();
  return { sub: claims["sub"], groups: groupsOf(claims["cognito:groups"]) };
};

/** API Gateway makes one comma-joined string of the groups: whole names are compared, never parts. */
const groupsOf = (claim: unknown): string[] =>
  typeof claim === "string" && claim !== "" ? claim.split(",") : [];
