import fc from "fast-check";
import { expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import type { Change } from "./file.ts";
import { HISTORY_LENGTH, historyOf } from "./history.ts";
import { ACTORS, STATUSES, type Status } from "./status.ts";

const changes = (...statuses: Status[]): Change[] =>
  statuses.map((status) => ({ status, at: NOW, by: "mover" }));

test("a claim of a file that was uploaded already shows uploaded once", () => {
  const history = historyOf(changes("pending", "uploaded", "uploaded", "processing", "completed"));

  expect(history).toEqual(changes("pending", "uploaded", "processing", "completed"));
});

test("the first change of a repeated status stays", () => {
  const first: Change = { status: "uploaded", at: "2026-11-21T12:01:00.000Z", by: "owner" };
  const again: Change = { status: "uploaded", at: "2026-11-21T12:02:00.000Z", by: "mover" };

  expect(historyOf([first, again, again])).toEqual([first]);
});

test("a status that returns later is a change again", () => {
  const retried = changes("uploaded", "processing", "uploaded", "processing");

  expect(historyOf(retried)).toEqual(retried);
});

test("repeated statuses are removed before the last 20 are counted", () => {
  const claims = Array.from({ length: 15 }, () => changes("uploaded", "uploaded", "processing")).flat();

  const history = historyOf(claims);

  expect(history).toHaveLength(HISTORY_LENGTH);
  expect(history[0]?.status).toBe("uploaded");
});

test("for any changes: at most 20, no repeated status, the last status stays, and a second call changes nothing", () => {
  const aChange = fc.record({
    status: fc.constantFrom(...STATUSES),
    at: fc.constant(NOW),
    by: fc.constantFrom(...ACTORS),
  });
  fc.assert(
    fc.property(fc.array(aChange, { maxLength: 60 }), (all) => {
      const history = historyOf(all);

      expect(history.length).toBeLessThanOrEqual(HISTORY_LENGTH);
      expect(history.at(-1)?.status).toBe(all.at(-1)?.status);
      for (const [i, { status }] of history.entries()) expect(status).not.toBe(history[i - 1]?.status);
      expect(historyOf(history)).toEqual(history);
    }),
  );
});
