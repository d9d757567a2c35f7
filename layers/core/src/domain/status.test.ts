import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTORS, type Actor, reachable, STATUSES, type Status, sourcesOf } from "./status.ts";

const anActor = fc.constantFrom(...ACTORS);
const aStatus = fc.constantFrom(...STATUSES);

describe("what each actor may do", () => {
  const allowed: [Actor, Status, Status[]][] = [
    ["owner", "pending", ["uploaded", "deleted"]],
    ["owner", "uploaded", ["deleted"]],
    ["owner", "processing", ["deleted"]],
    ["owner", "completed", ["deleted"]],
    ["owner", "error", ["deleted"]],
    ["owner", "expired", ["uploaded", "deleted"]],
    ["relay", "pending", ["uploaded"]],
    ["relay", "uploaded", []],
    ["relay", "processing", []],
    ["relay", "completed", []],
    ["relay", "error", []],
    ["relay", "expired", ["uploaded"]],
    ["mover", "pending", ["uploaded"]],
    ["mover", "uploaded", ["processing", "error"]],
    ["mover", "processing", ["uploaded", "completed", "error"]],
    ["mover", "completed", []],
    ["mover", "error", ["uploaded"]],
    ["mover", "expired", ["uploaded"]],
    ["operator", "pending", ["processing", "error", "completed"]],
    ["operator", "uploaded", ["processing", "error", "completed"]],
    ["operator", "processing", ["error", "completed"]],
    ["operator", "completed", []],
    ["operator", "error", ["uploaded"]],
    ["operator", "expired", []],
    ["reconciler", "pending", ["expired"]],
    ["reconciler", "uploaded", ["error"]],
    ["reconciler", "processing", ["error"]],
    ["reconciler", "completed", []],
    ["reconciler", "error", []],
    ["reconciler", "expired", []],
  ];

  test.each(allowed)("the %s may set %s to %j", (actor, from, to) => {
    expect([...reachable(actor, from)].sort()).toEqual([...to].sort());
  });
});

describe("what holds for every actor", () => {
  test("nothing but deleted follows completed", () => {
    fc.assert(
      fc.property(anActor, aStatus, (actor, to) => {
        if (to !== "deleted") expect(reachable(actor, "completed")).not.toContain(to);
      }),
    );
  });

  test("nothing follows deleted, and only the owner deletes", () => {
    for (const actor of ACTORS) expect(reachable(actor, "deleted")).toEqual([]);
    for (const actor of ACTORS) expect(sourcesOf(actor, "deleted").length > 0, actor).toBe(actor === "owner");
  });

  test("nothing becomes pending again, and nothing becomes what it is", () => {
    fc.assert(
      fc.property(anActor, aStatus, (actor, from) => {
        expect(reachable(actor, from)).not.toContain("pending");
        expect(reachable(actor, from)).not.toContain(from);
      }),
    );
  });

  test("only an operator may set completed without processing before it", () => {
    expect(sourcesOf("mover", "completed")).toEqual(["processing"]);
    expect(sourcesOf("owner", "completed")).toEqual([]);
    expect(sourcesOf("reconciler", "completed")).toEqual([]);
  });

  test("sourcesOf is the inverse of reachable", () => {
    fc.assert(
      fc.property(anActor, aStatus, aStatus, (actor, from, to) => {
        expect(sourcesOf(actor, to).includes(from)).toBe(reachable(actor, from).includes(to));
      }),
    );
  });
});
