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
const OPERATORS_ONLY = ["POST /update-status", "GET /operations"];

const good = await signIn(stack.operator.username, stack.operator.password);
const elsewhere = await tokensOfAnotherPool();
const forged = forgeries(good.id, await publicKeys());

/** What is not a current ID token of the pool, whoever holds it. */
const NOBODY: [string, Bearer][] = [
  ["no header", {}],
  ["an empty header", { header: "" }],
  ["Bearer alone", { header: "Bearer " }],
  ["junk", { header: "Bearer junk" }],
  ["junk in three parts", { header: "Bearer a.b.c" }],
  ["empty parts", { header: "Bearer .." }],
  ["JSON that is no object", { header: `Bearer ${"MQ.MQ.MQ"}` }],
  ["Basic", { header: `Basic ${Buffer.from("operator:password").toString("base64")}` }],
  ["a good one in the query", { query: { Authorization: good.id, access_token: good.id } }],
  ["expired", { header: `Bearer ${await expiredToken()}` }],
  ["another pool's ID token", { header: `Bearer ${elsewhere.id}` }],
  ["another pool's access token", { header: `Bearer ${elsewhere.access}` }],
  ["an access token", { header: `Bearer ${good.access}` }],
  ["a refresh token", { header: `Bearer ${good.refresh}` }],
  ...Object.entries(forged).map(([name, token]): [string, Bearer] => [name, { header: `Bearer ${token}` }]),
];

const call = async (name: string, bearer: Bearer): Promise<Cell[]> => {
  const cells = await callAll(bearer);
  keepRow(name, cells);
  return cells;
};

/** Let in where anybody signed in is, and 403 where only operators are. */
const expectUser = (cells: Cell[]) => {
  for (const { route, status } of cells) {
    if (OPERATORS_ONLY.includes(route)) expect([route, status]).toEqual([route, 403]);
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

  test.each(NOBODY)("answers 401 to %s", async (name, bearer) => {
    const cells = await call(name, bearer);
    const refusal = { status: 401, code: "unauthenticated", challenge: "Bearer" };
    expect(cells).toEqual(cells.map(({ route }) => ({ route, ...refusal })));
  });

  test("lets a user in, but not as an operator", async () => {
    const { id } = await signIn(stack.demo.username, stack.demo.password);
    expectUser(await call("a user's ID token", { header: `Bearer ${id}` }));
    expectUser(await call("the same, bare", { header: id }));
  });

  test("lets an operator in", async () => {
    expectOperator(await call("an operator's ID token", { header: `Bearer ${good.id}` }));
  });

  test.each([
    "operator",
    "operators2",
    "not-operators",
    "Operators",
  ])("does not take the group %s for operators", async (group) => {
    await createGroup(group);
    const { id } = await signIn(await createUser(`in-${group}`, { groups: [group] }));
    expectUser(await call(`in the group ${group}`, { header: `Bearer ${id}` }));
  });

  test("gives no operator's rights to a new token of who was removed from operators", async () => {
    const username = await createUser("removed", { groups: ["operators"] });
    const before = await signIn(username);
    await removeFromGroup(username, "operators");
    const after = await signIn(username);
    expectUser(await call("removed from operators, new", { header: `Bearer ${after.id}` }));
    const renewed = await refreshed(before.refresh);
    expectUser(await call("removed from operators, refreshed", { header: `Bearer ${renewed}` }));
    // API Gateway verifies a token by itself and asks nobody: what was said of its bearer holds for its hour.
    expectOperator(await call("removed from operators, old", { header: `Bearer ${before.id}` }));
  });

  test("gives a disabled user no new token", async () => {
    const username = await createUser("disabled");
    const before = await signIn(username);
    await disable(username);
    await expect(signIn(username)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    await expect(refreshed(before.refresh)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    // As above: for the rest of its hour.
    expectUser(await call("disabled since, old", { header: `Bearer ${before.id}` }));
  });
});
