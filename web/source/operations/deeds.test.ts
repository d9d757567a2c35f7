import type { Status } from "malote";
import { expect, test } from "vitest";
import { reachable, STATUSES } from "../../../layers/core/src/domain/status.ts";
import { deedsOf } from "./deeds.ts";

test.each<[Status, string[]]>([
  ["pending", ["processing", "completed", "error", "delete"]],
  ["uploaded", ["processing", "completed", "error", "delete"]],
  ["processing", ["completed", "error", "delete"]],
  ["completed", ["quarantine", "delete"]],
  ["quarantined", ["release", "delete"]],
  ["error", ["retry", "delete"]],
  ["expired", ["delete"]],
  ["deleted", []],
])("a file in %s", (status, deeds) => {
  expect(deedsOf({ status, allowed: [...reachable("operator", status)] })).toEqual(deeds);
});

test("each status that the service allows has a deed", () => {
  for (const status of STATUSES) {
    const allowed = [...reachable("operator", status)];
    expect(deedsOf({ status, allowed })).toHaveLength(allowed.length);
  }
});

test("a file on its way out of quarantine may go back", () => {
  expect(deedsOf({ status: "quarantined", allowed: ["quarantined", "deleted"] })).toEqual([
    "quarantine",
    "delete",
  ]);
});

test("a status that is newer than the page has no deed", () => {
  expect(deedsOf({ status: "error", allowed: ["archived" as Status, "uploaded"] })).toEqual(["retry"]);
});
