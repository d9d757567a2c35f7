import { expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { isHeld } from "./lease.ts";

const UNTIL = "2026-11-21T12:02:10.000Z";
const held = aFile({ status: "processing", lease_owner: "message-1", lease_until: UNTIL });

test("a lease holds until its very end", () => {
  expect(isHeld(held, "2026-11-21T12:02:09.999Z")).toBe(true);
});

test("a lease that ends now still holds, as the claim has it", () => {
  expect(isHeld(held, UNTIL)).toBe(true);
});

test("a lease that is over holds no more", () => {
  expect(isHeld(held, "2026-11-21T12:02:10.001Z")).toBe(false);
});

test("processing without a lease is an operator's word, and holds nothing", () => {
  expect(isHeld(aFile({ status: "processing" }), "2026-11-21T12:00:00.000Z")).toBe(false);
});

test.each([
  "pending",
  "uploaded",
  "completed",
  "error",
  "expired",
  "deleted",
] as const)("%s is not held, whatever lease was left behind", (status) => {
  expect(isHeld({ ...held, status }, "2026-11-21T12:00:00.000Z")).toBe(false);
});
