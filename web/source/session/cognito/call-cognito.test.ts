import { afterEach, expect, test, vi } from "vitest";
import { callCognito } from "./call-cognito.ts";
import { poolOf } from "./pool.ts";
import { renewTokens } from "./renew-tokens.ts";

const pool = poolOf({ user_pool_id: "sa-east-1_Example", client_id: "1example" });
if (!pool) throw new Error("No pool.");

const respond = (status: number, body: string) =>
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
afterEach(() => {
  vi.unstubAllGlobals();
});

test("the endpoint follows from the region, which the id of a pool has", () => {
  expect(pool.endpoint).toBe("https://cognito-idp.sa-east-1.amazonaws.com/");
  expect(poolOf({})).toBeUndefined();
});

test.each([
  [
    400,
    '{"__type":"NotAuthorizedException","message":"Refresh Token has been revoked"}',
    "NotAuthorizedException",
    false,
  ],
  [400, '{"__type":"com.amazonaws#LimitExceededException"}', "LimitExceededException", false],
  [429, "<html>", "TooManyRequestsException", true],
  [500, '{"__type":"InternalErrorException"}', "InternalErrorException", true],
  [503, "", "ServiceUnavailable", true],
  // A network that wants people to sign in first responds so.
  [200, "<html>", "ServiceUnavailable", true],
])("%i %s is %s", async (status, body, code, isTemporary) => {
  respond(status, body);
  await expect(callCognito(pool, "GetUser", {})).rejects.toMatchObject({ code, isTemporary });
});

test("without a response the error is temporary", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(callCognito(pool, "GetUser", {})).rejects.toMatchObject({
    code: "NetworkError",
    isTemporary: true,
  });
});

test("a refresh token that the pool has replaced is returned; the old one stays otherwise", async () => {
  respond(200, '{"AuthenticationResult":{"IdToken":"i","AccessToken":"a","RefreshToken":"new"}}');
  expect(await renewTokens(pool, "old")).toEqual({ id: "i", access: "a", refresh: "new" });
  respond(200, '{"AuthenticationResult":{"IdToken":"i","AccessToken":"a"}}');
  expect(await renewTokens(pool, "old")).toEqual({ id: "i", access: "a", refresh: "old" });
});
