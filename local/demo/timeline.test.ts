import { expect, test } from "vitest";
import { historyLines, timeline } from "./timeline.ts";

test("prints each event with the milliseconds since the beginning", () => {
  const times = [100, 112.4, 1350];
  const lines: string[] = [];
  const printEvent = timeline(
    (line) => lines.push(line),
    () => times.shift() ?? 0,
  );
  printEvent("signed in", "demo");
  printEvent("sent to S3");
  expect(lines).toEqual(["     12 ms  signed in         demo", "   1250 ms  sent to S3"]);
});

test("the history shows how long after the previous status each status was set", () => {
  const lines = historyLines([
    { status: "pending", at: "2026-11-21T12:00:00.000Z", by: "owner" },
    { status: "completed", at: "2026-11-21T12:00:00.120Z", by: "mover", details: "moved" },
  ]);
  expect(lines).toEqual([
    "  12:00:00.000  pending       by owner",
    "       +120 ms  completed     by mover  moved",
  ]);
});
