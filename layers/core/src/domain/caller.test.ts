import { describe, expect, test } from "vitest";
import { aCaller, aFile, anOperator, aRelay } from "#testing/builders.ts";
import { mayTrack, owns, removerOf, requireOperator, requireRelay, trackerOf } from "./caller.ts";
import { Forbidden } from "./errors.ts";
import { STATUSES } from "./status.ts";

describe("owns", () => {
  test("includes a file of the caller", () => {
    expect(owns(aCaller(), aFile())).toBe(true);
  });

  test("excludes a file of another user, also for an operator", () => {
    expect(owns(aCaller({ sub: "somebody-else" }), aFile())).toBe(false);
    expect(owns(anOperator(), aFile())).toBe(false);
  });

  test("excludes a deleted file and a missing record", () => {
    expect(owns(aCaller(), aFile({ status: "deleted" }))).toBe(false);
    expect(owns(aCaller(), undefined)).toBe(false);
  });
});

describe("mayTrack", () => {
  const relayed = aFile({ uploaded_by: aRelay().sub });

  test("includes the owner and the relay that uploads the file", () => {
    expect(mayTrack(aCaller(), relayed)).toBe(true);
    expect(mayTrack(aRelay(), relayed)).toBe(true);
    expect(owns(aRelay(), relayed)).toBe(false);
  });

  test("excludes another relay, an operator, and a caller without a sub", () => {
    for (const caller of [aRelay({ sub: "another" }), anOperator(), aRelay({ sub: "undefined" })])
      expect(mayTrack(caller, relayed)).toBe(false);
    expect(mayTrack(aRelay(), aFile())).toBe(false);
  });

  test.each([[[]], [["Relays"]], [["operators"]]])("excludes a relay that left the group: %j", (groups) => {
    expect(mayTrack(aRelay({ groups }), relayed)).toBe(false);
  });

  test("includes an owner who uploaded the file as a relay, and left the group", () => {
    expect(mayTrack(aRelay({ groups: [] }), aFile({ owner: aRelay().sub }))).toBe(true);
  });

  test("excludes a deleted file and a missing record", () => {
    for (const caller of [aCaller(), aRelay()]) {
      expect(mayTrack(caller, { ...relayed, status: "deleted" })).toBe(false);
      expect(mayTrack(caller, undefined)).toBe(false);
    }
  });
});

describe("trackerOf", () => {
  test("is the owner, or the relay", () => {
    const relayed = aFile({ uploaded_by: aRelay().sub });
    expect(trackerOf(aCaller(), relayed)).toBe("owner");
    expect(trackerOf(aRelay(), relayed)).toBe("relay");
    expect(trackerOf(aRelay(), aFile({ owner: aRelay().sub }))).toBe("owner");
  });
});

describe("removerOf", () => {
  test("is the owner, also if the owner is an operator", () => {
    expect(removerOf(aCaller(), aFile())).toBe("owner");
    expect(removerOf(aCaller({ groups: ["operators"] }), aFile())).toBe("owner");
  });

  test("is an operator for the operator's own file in quarantine", () => {
    const quarantined = aFile({ status: "quarantined" });
    expect(removerOf(aCaller({ groups: ["operators"] }), quarantined)).toBe("operator");
    expect(removerOf(aCaller(), quarantined)).toBe("owner");
  });

  test("is an operator for every file of others", () => {
    expect(removerOf(anOperator(), aFile())).toBe("operator");
    expect(removerOf(anOperator(), aFile({ owner: "nobody" }))).toBe("operator");
  });

  test("is the relay that announced the file, while the file is pending", () => {
    const uploaded_by = aRelay().sub;
    expect(removerOf(aRelay(), aFile({ uploaded_by }))).toBe("relay");
    for (const status of STATUSES.filter((status) => status !== "pending"))
      expect(removerOf(aRelay(), aFile({ uploaded_by, status }))).toBeUndefined();
  });

  test("is neither another relay, nor one that left the group", () => {
    const file = aFile({ uploaded_by: aRelay().sub });
    expect(removerOf(aRelay({ sub: "another" }), file)).toBeUndefined();
    for (const groups of [[], ["Relays"], ["relays-trainees"]])
      expect(removerOf(aRelay({ groups }), file)).toBeUndefined();
    expect(removerOf(aRelay(), aFile())).toBeUndefined();
  });

  test("is nobody else", () => {
    for (const caller of [aCaller({ sub: "another" }), anOperator({ groups: ["Operators"] })])
      expect(removerOf(caller, aFile({ uploaded_by: aRelay().sub }))).toBeUndefined();
  });

  test("is nobody for a deleted file and a missing record", () => {
    for (const caller of [aCaller(), anOperator()]) {
      expect(removerOf(caller, aFile({ status: "deleted" }))).toBeUndefined();
      expect(removerOf(caller, undefined)).toBeUndefined();
    }
  });
});

describe("requireRelay", () => {
  test("accepts relays", () => {
    expect(() => requireRelay(aRelay({ groups: ["staff", "relays"] }))).not.toThrow();
  });

  test.each([[[]], [["Relays"]], [["relays-trainees"]], [["operators"]]])("refuses %j", (groups) => {
    expect(() => requireRelay(aCaller({ groups }))).toThrow(Forbidden);
  });
});

describe("requireOperator", () => {
  test("accepts operators", () => {
    expect(() => requireOperator(anOperator({ groups: ["staff", "operators"] }))).not.toThrow();
  });

  test.each([[[]], [["Operators"]], [["operators-trainees"]], [["relays"]]])("refuses %j", (groups) => {
    expect(() => requireOperator(aCaller({ groups }))).toThrow(Forbidden);
  });
});
