import { beforeEach, expect, test, vi } from "vitest";
import { aContext, anApiEvent, idTokenClaims } from "#testing/api-event.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import { Greeting } from "#testing/route.ts";
import { publicHttp } from "./route.ts";

beforeEach(() => {
  catchLogLines();
});

const aPublicRoute = () => {
  const useCase = vi.fn(async ({ name }: Greeting) => ({ hello: name }));
  const handler = publicHttp({ from: "query", input: Greeting }, useCase);
  const call = (
    claims: Record<string, unknown> | undefined,
    query: Record<string, string> = { name: "Ana" },
  ) =>
    handler(anApiEvent({ httpMethod: "GET", body: null, queryStringParameters: query, claims }), aContext());
  return { call, useCase };
};

test.each([
  ["without a token", undefined],
  ["with an ID token", idTokenClaims()],
  ["with an access token", idTokenClaims({ token_use: "access" })],
])("a public route responds %s, and its use case gets the input alone", async (_, claims) => {
  const { call, useCase } = aPublicRoute();

  const response = await call(claims);

  expect(response).toMatchObject({
    statusCode: 200,
    headers: { "Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" },
    body: '{"hello":"Ana"}',
  });
  // No caller and no headers: nothing of a user can get into the response.
  expect(useCase.mock.calls).toEqual([[{ name: "Ana" }]]);
});

test("a public route checks its input and its size like any other", async () => {
  const { call, useCase } = aPublicRoute();

  await expect(call(undefined, { colour: "red" })).resolves.toMatchObject({ statusCode: 400 });
  await expect(call(undefined, { name: "x".repeat(10_000) })).resolves.toMatchObject({ statusCode: 413 });
  expect(useCase).not.toHaveBeenCalled();
});
