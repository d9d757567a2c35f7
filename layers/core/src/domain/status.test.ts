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
    ["owner", "quarantined", []],
    ["owner", "error", ["uploaded", "deleted"]],
    ["owner", "expired", ["pending", "uploaded", "deleted"]],
    ["relay", "pending", ["uploaded", "deleted"]],
    ["relay", "uploaded", []],
    ["relay", "processing", []],
    ["relay", "completed", []],
    ["relay", "quarantined", []],
    ["relay", "error", ["uploaded"]],
    ["relay", "expired", ["pending", "uploaded"]],
    ["mover", "pending", ["uploaded"]],
    ["mover", "uploaded", ["processing", "error"]],
    ["mover", "processing", ["uploaded", "completed", "error"]],
    ["mover", "completed", []],
    ["mover", "quarantined", []],
    ["mover", "error", ["uploaded"]],
    ["mover", "expired", ["uploaded"]],
    ["operator", "pending", ["processing", "error", "completed", "deleted"]],
    ["operator", "uploaded", ["processing", "error", "completed", "deleted"]],
    ["operator", "processing", ["error", "completed", "deleted"]],
    ["operator", "completed", ["quarantined", "deleted"]],
    ["operator", "quarantined", ["completed", "deleted"]],
    ["operator", "error", ["uploaded", "deleted"]],
    ["operator", "expired", ["deleted"]],
    ["reconciler", "pending", ["expired"]],
    ["reconciler", "uploaded", ["error"]],
    ["reconciler", "processing", ["error"]],
    ["reconciler", "completed", []],
    ["reconciler", "quarantined", []],
    ["reconciler", "error", []],
    ["reconciler", "expired", []],
  ];

  test.each(allowed)("the %s may set %s to %j", (actor, from, to) => {
    expect([...reachable(actor, from)].sort()).toEqual([...to].sort());
  });
});

describe("what holds for every actor", () => {
  test("nothing but deleted follows completed, or an operator's quarantine", () => {
    fc.assert(
      fc.property(anActor, aStatus, (actor, to) => {
        const mayFollow = to === "deleted" || (actor === "operator" && to === "quarantined");
        if (!mayFollow) expect(reachable(actor, "completed")).not.toContain(to);
      }),
    );
  });

  test("only an operator changes a quarantined file, and only a completed file is quarantined", () => {
    for (const actor of ACTORS) {
      expect(reachable(actor, "quarantined").length > 0, actor).toBe(actor === "operator");
      expect(sourcesOf(actor, "quarantined"), actor).toEqual(actor === "operator" ? ["completed"] : []);
    }
  });

  test("nothing follows deleted. An operator deletes every file, the owner all but quarantined ones, a relay pending ones", () => {
    for (const actor of ACTORS) expect(reachable(actor, "deleted")).toEqual([]);
    const everyFile = STATUSES.filter((status) => status !== "deleted");
    expect(sourcesOf("operator", "deleted")).toEqual(everyFile);
    expect(sourcesOf("owner", "deleted")).toEqual(everyFile.filter((status) => status !== "quarantined"));
    expect(sourcesOf("relay", "deleted")).toEqual(["pending"]);
    for (const actor of ["mover", "reconciler"] as const)
      expect(sourcesOf(actor, "deleted"), actor).toEqual([]);
  });

  test("only the uploader makes a file pending again, and only one that expired", () => {
    for (const actor of ACTORS)
      expect(sourcesOf(actor, "pending"), actor).toEqual(
        actor === "owner" || actor === "relay" ? ["expired"] : [],
      );
  });

  test("nothing becomes what it is", () => {
    fc.assert(
      fc.property(anActor, aStatus, (actor, from) => {
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
