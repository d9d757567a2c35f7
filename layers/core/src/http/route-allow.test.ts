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
  ["a valid body", VALID_CALL],
  ["a body with faults", { body: '{"name": 5, "extra": 1}' }],
  ["a body that is not JSON", { body: "{{{" }],
  ["no body", { body: null }],
  ["a body of another type", { ...VALID_CALL, headers: { "Content-Type": "text/plain" } }],
])("a caller without permission gets a 403 with %s, and no faults of the body", async (_, event) => {
  const { call, useCase } = aRoute({ allow: requireOperator });

  const response = await call({ ...event, claims: claims("relays") });

  expect(response).toMatchObject({ statusCode: 403, json: { code: "forbidden" } });
  expect(response.json).not.toHaveProperty("errors");
  expect(useCase).not.toHaveBeenCalled();
});

test("a caller with permission needs a valid body", async () => {
  const { call } = aRoute({ allow: requireOperator });

  await expect(call({ ...VALID_CALL, claims: claims("operators") })).resolves.toMatchObject({
    statusCode: 200,
  });
  await expect(call({ body: "{}", claims: claims("operators") })).resolves.toMatchObject({ statusCode: 400 });
});

test("a call without a token gets a 401", async () => {
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
