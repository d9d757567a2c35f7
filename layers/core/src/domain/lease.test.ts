import { expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { hasLiveLease, isHeld } from "./lease.ts";

const UNTIL = "2026-11-21T12:02:10.000Z";
const held = aFile({ status: "processing", lease_owner: "message-1", lease_until: UNTIL });

test("a mover holds the file until a moment before its lease ends", () => {
  expect(isHeld(held, "2026-11-21T12:02:09.999Z")).toBe(true);
});

test("a lease that ends now is still live, as in the condition of the claim", () => {
  expect(isHeld(held, UNTIL)).toBe(true);
});

test("no mover holds the file after the lease has ended", () => {
  expect(isHeld(held, "2026-11-21T12:02:10.001Z")).toBe(false);
});

test("a mover holds a quarantined file whose bytes it moves", () => {
  expect(isHeld({ ...held, status: "quarantined" }, UNTIL)).toBe(true);
  expect(isHeld({ ...held, status: "quarantined" }, "2026-11-21T12:02:10.001Z")).toBe(false);
});

test("a file that an operator set to processing has no lease, and no mover holds it", () => {
  expect(isHeld(aFile({ status: "processing" }), "2026-11-21T12:00:00.000Z")).toBe(false);
});

test.each([
  "pending",
  "uploaded",
  "completed",
  "error",
  "expired",
  "deleted",
] as const)("no mover holds a file that is %s, even if its record has a live lease", (status) => {
  expect(isHeld({ ...held, status }, "2026-11-21T12:00:00.000Z")).toBe(false);
});

test("a live lease counts in every status, since a tombstone keeps the lease of a mover at work", () => {
  expect(hasLiveLease(aFile({ ...held, status: "deleted" }), UNTIL)).toBe(true);
  expect(hasLiveLease(held, "2026-11-21T12:02:10.001Z")).toBe(false);
  expect(hasLiveLease(aFile(), UNTIL)).toBe(false);
});
