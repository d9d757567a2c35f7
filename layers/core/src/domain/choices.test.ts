import { describe, expect, test } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { choicesOf } from "./choices.ts";
import { reachable, STATUSES } from "./status.ts";

const lease = { lease_owner: "message-1", lease_until: "2026-11-21T12:02:10.000Z" };

describe("an operator may set", () => {
  test.each(STATUSES)("what the table of transitions allows after %s", (status) => {
    expect(choicesOf(aFile({ status }), NOW)).toEqual(reachable("operator", status));
  });

  test("nothing after deleted", () => {
    expect(choicesOf(aFile({ status: "deleted" }), NOW)).toEqual([]);
  });

  test.each([
    "processing",
    "quarantined",
  ] as const)("only deleted while a mover holds a file that is %s", (status) => {
    expect(choicesOf(aFile({ status, ...lease }), NOW)).toEqual(["deleted"]);
  });

  test("all of it again when the lease has ended", () => {
    expect(choicesOf(aFile({ status: "processing", ...lease }), "2026-11-21T12:02:11.000Z")).toEqual([
      "error",
      "completed",
      "deleted",
    ]);
  });

  test("quarantined, which revokes a release that is under way", () => {
    expect(choicesOf(aFile({ status: "quarantined", quarantine_step: "leaving" }), NOW)).toEqual([
      "quarantined",
      "deleted",
    ]);
    expect(choicesOf(aFile({ status: "quarantined", quarantine_step: "held" }), NOW)).toEqual([
      "completed",
      "deleted",
    ]);
  });
});
