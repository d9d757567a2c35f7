import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { advance, amend } from "./advance.ts";
import type { Change, FileRecord } from "./file.ts";
import { newChanges } from "./new-changes.ts";
import { STATUSES, type Status } from "./status.ts";
import { secondsAfter } from "./time.ts";

const at = (second: number) => secondsAfter(NOW, second);

/** A record as the mover's claim writes it, without a read (aws/claim-update.ts). */
const claimed = (file: FileRecord, time: string): FileRecord => ({
  ...file,
  status: "processing",
  version: file.version + 1,
  updated_at: time,
  history: [
    ...file.history,
    { status: "uploaded", at: time, by: "mover" },
    { status: "processing", at: time, by: "mover" },
  ],
});

const steps = (before: FileRecord | undefined, after: FileRecord) =>
  newChanges(before, after).map(({ previous, change }) => [previous, change.status]);

describe("the changes of one write", () => {
  test("a new record is one change, without a status before it", () => {
    expect(steps(undefined, aFile())).toEqual([[undefined, "pending"]]);
  });

  test("a record that is put back from a backup is none", () => {
    expect(newChanges(undefined, claimed(aFile(), at(1)))).toEqual([]);
  });

  test("a write that keeps the status is none", () => {
    expect(newChanges(aFile(), amend(aFile(), at(1), { attempts: 1 }))).toEqual([]);
  });

  test("a claim of a pending file is two, and only the second is the record's status", () => {
    const after = claimed(aFile(), at(1));
    expect(newChanges(aFile(), after)).toEqual([
      {
        change: after.history[1],
        previous: "pending",
        history: after.history.slice(0, 2),
        isLast: false,
      },
      { change: after.history[2], previous: "uploaded", history: after.history, isLast: true },
    ]);
  });

  test("a claim of an uploaded file is one", () => {
    const uploaded = advance(aFile(), { to: "uploaded", by: "owner", at: at(1) });
    expect(steps(uploaded, claimed(uploaded, at(2)))).toEqual([["uploaded", "processing"]]);
  });

  test("a claim after a lease that ran out is two", () => {
    const held = claimed(aFile(), at(1));
    expect(steps(held, claimed(held, at(200)))).toEqual([
      ["processing", "uploaded"],
      ["uploaded", "processing"],
    ]);
  });

  test("the write after a claim, which leaves out the claim's repeated status, is one", () => {
    const uploaded = advance(aFile(), { to: "uploaded", by: "owner", at: at(1) });
    const held = claimed(uploaded, at(2));
    const completed = advance(held, { to: "completed", by: "mover", at: at(3) });
    expect(completed.history.length).toBe(held.history.length);
    expect(steps(held, completed)).toEqual([["processing", "completed"]]);
  });
});

test("of any life of a file, also one that is longer than its history, each change is found once", () => {
  const life = fc.array(fc.constantFrom<"claim" | "release" | "amend">("claim", "release", "amend"), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(life, (writes) => {
      let file = aFile();
      const made: (readonly [Status, Status])[] = [];
      const found: unknown[] = [];
      for (const [i, write] of writes.entries()) {
        const { next, changes } = apply(file, write, at(i + 1));
        made.push(...changes);
        found.push(...steps(file, next));
        file = next;
      }
      expect(found).toEqual(made);
      expect(STATUSES).toEqual(expect.arrayContaining(made.flat()));
    }),
  );
});

const apply = (file: FileRecord, write: "claim" | "release" | "amend", time: string) => {
  if (write === "release" && file.status === "processing")
    return {
      next: advance(file, { to: "uploaded", by: "mover", at: time }),
      changes: [["processing", "uploaded"]] as const,
    };
  if (write === "claim") {
    const first = file.status === "uploaded" ? [] : ([[file.status, "uploaded"]] as const);
    return { next: claimed(file, time), changes: [...first, ["uploaded", "processing"]] as const };
  }
  return { next: amend(file, time, {}), changes: [] };
};

test("the same status at the same time by the same actor, with another sentence, is another change", () => {
  const change = (status: Status, details?: string): Change => ({
    status,
    at: NOW,
    by: "operator",
    ...(details !== undefined && { details }),
  });
  const old = [change("completed"), change("quarantined", "a")];
  const now = [...old, change("completed", "b"), change("quarantined", "c")];
  expect(steps(aFile({ history: old }), aFile({ history: now, version: 2 }))).toEqual([
    ["quarantined", "completed"],
    ["completed", "quarantined"],
  ]);
});
