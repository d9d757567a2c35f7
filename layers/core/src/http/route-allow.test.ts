import { beforeEach, expect, test, vi } from "vitest";
import { idTokenClaims } from "#testing/api-event.ts";
import { catchLogLines } from "#testing/log-lines.ts";
import { aRoute, VALID_CALL } from "#testing/route.ts";
import { requireOperator } from "../domain/caller.ts";

beforeEach(() => {
  catchLogLines();
});

const claims = (groups: string) => idTokenClaims({ "cognito:groups": groups });

test.each([
  ["a good body", VALID_CALL],
  ["a body of another shape", { body: '{"name": 5, "extra": 1}' }],
  ["a body that is no JSON", { body: "{{{" }],
  ["no body", { body: null }],
  ["a body of another type", { ...VALID_CALL, headers: { "Content-Type": "text/plain" } }],
])("who may not call is told so with %s, and nothing of how a body should look", async (_, event) => {
  const { call, useCase } = aRoute({ allow: requireOperator });

  const answer = await call({ ...event, claims: claims("relays") });

  expect(answer).toMatchObject({ statusCode: 403, json: { code: "forbidden" } });
  expect(answer.json).not.toHaveProperty("errors");
  expect(useCase).not.toHaveBeenCalled();
});

test("who may call is asked for a good body like anybody", async () => {
  const { call } = aRoute({ allow: requireOperator });

  await expect(call({ ...VALID_CALL, claims: claims("operators") })).resolves.toMatchObject({
    statusCode: 200,
  });
  await expect(call({ body: "{}", claims: claims("operators") })).resolves.toMatchObject({ statusCode: 400 });
});

test("a stranger is asked to sign in first", async () => {
  await expect(
    aRoute({ allow: requireOperator }).call({ ...VALID_CALL, claims: undefined }),
  ).resolves.toMatchObject({
    statusCode: 401,
  });
});

test("the caller is read once in a request", async () => {
  const claimed = vi.fn(() => idTokenClaims());
  const claims = {
    get token_use() {
      return claimed()["token_use"];
    },
    sub: "ana",
  };

  await expect(aRoute().call({ ...VALID_CALL, claims })).resolves.toMatchObject({ statusCode: 200 });
  expect(claimed).toHaveBeenCalledOnce();
});
