import { afterAll, describe, expect, inject, test } from "vitest";
import { ROUTES } from "../template.ts";
import {
  createGroup,
  createUser,
  disable,
  expiredToken,
  publicKeys,
  refreshed,
  removeFromGroup,
  signIn,
  tokensOfAnotherPool,
} from "./cognito.ts";
import { forgeries } from "./forge.ts";
import { type Bearer, type Cell, callAll, keepRow, nameOf, printMatrix } from "./matrix.ts";

const stack = inject("realStack");
const OPERATORS_ONLY = ["POST /update-status", "GET /operations", "GET /operations/files/{file_id}"];

const operator = await signIn(stack.operator.username, stack.operator.password);
const elsewhere = await tokensOfAnotherPool();
const forged = forgeries(operator.id, await publicKeys());

/** Credentials that are no current ID token of the pool. */
const INVALID: [string, Bearer][] = [
  ["no header", {}],
  ["an empty header", { header: "" }],
  ["Bearer without a token", { header: "Bearer " }],
  ["a malformed token", { header: "Bearer junk" }],
  ["a malformed token in three parts", { header: "Bearer a.b.c" }],
  ["empty parts", { header: "Bearer .." }],
  ["JSON that is not an object", { header: `Bearer ${"MQ.MQ.MQ"}` }],
  ["Basic", { header: `Basic ${Buffer.from("operator:password").toString("base64")}` }],
  ["a valid token in the query", { query: { Authorization: operator.id, access_token: operator.id } }],
  ["expired", { header: `Bearer ${await expiredToken()}` }],
  ["another pool's ID token", { header: `Bearer ${elsewhere.id}` }],
  ["another pool's access token", { header: `Bearer ${elsewhere.access}` }],
  ["an access token", { header: `Bearer ${operator.access}` }],
  ["a refresh token", { header: `Bearer ${operator.refresh}` }],
  ...Object.entries(forged).map(([name, token]): [string, Bearer] => [name, { header: `Bearer ${token}` }]),
];

const call = async (name: string, bearer: Bearer): Promise<Cell[]> => {
  const cells = await callAll(bearer);
  keepRow(name, cells);
  return cells;
};

/** Asserts a 403 on the routes for operators only, and neither 401 nor 403 on the others. */
const expectUser = (cells: Cell[]) => {
  for (const { route, status } of cells) {
    if (OPERATORS_ONLY.includes(route) || route.includes(" /webhooks"))
      expect([route, status]).toEqual([route, 403]);
    else expect([401, 403], route).not.toContain(status);
  }
};

const expectOperator = (cells: Cell[]) => {
  for (const { route, status } of cells) expect([401, 403], route).not.toContain(status);
};

afterAll(printMatrix);

describe("every route", () => {
  test("is in the matrix", () => {
    expect(ROUTES.map(nameOf)).toEqual(expect.arrayContaining(["POST /upload", "POST /update-status"]));
  });

  test.each(INVALID)("responds with 401 to %s", async (name, bearer) => {
    const cells = await call(name, bearer);
    const refusal = { status: 401, code: "unauthenticated", challenge: "Bearer" };
    expect(cells).toEqual(cells.map(({ route }) => ({ route, ...refusal })));
  });

  test("accepts a user, except for operators only", async () => {
    const { id } = await signIn(stack.demo.username, stack.demo.password);
    expectUser(await call("a user's ID token", { header: `Bearer ${id}` }));
    expectUser(await call("the same, without Bearer", { header: id }));
  });

  test("accepts an operator", async () => {
    expectOperator(await call("an operator's ID token", { header: `Bearer ${operator.id}` }));
  });

  test.each([
    "operator",
    "operators2",
    "not-operators",
    "Operators",
  ])("does not treat the group %s as operators", async (group) => {
    await createGroup(group);
    const { id } = await signIn(await createUser(`in-${group}`, { groups: [group] }));
    expectUser(await call(`in the group ${group}`, { header: `Bearer ${id}` }));
  });

  test("treats a new token of a user who was removed from operators as a user's token", async () => {
    const username = await createUser("removed", { groups: ["operators"] });
    const before = await signIn(username);
    await removeFromGroup(username, "operators");
    const after = await signIn(username);
    expectUser(await call("removed from operators, new", { header: `Bearer ${after.id}` }));
    const renewed = await refreshed(before.refresh);
    expectUser(await call("removed from operators, refreshed", { header: `Bearer ${renewed}` }));
    // API Gateway verifies only the token itself, so its groups are valid for its hour.
    expectOperator(await call("removed from operators, old", { header: `Bearer ${before.id}` }));
  });

  test("accepts the old token of a disabled user, who gets no new token", async () => {
    const username = await createUser("disabled");
    const before = await signIn(username);
    await disable(username);
    await expect(signIn(username)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    await expect(refreshed(before.refresh)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    // As above, for the rest of its hour.
    expectUser(await call("disabled since, old", { header: `Bearer ${before.id}` }));
  });
});
