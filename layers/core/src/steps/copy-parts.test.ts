import { expect, test } from "vitest";
import { copyParts, PARTS_AT_ONCE, partsOf } from "./copy-parts.ts";

const PARTS = partsOf(100, 1);
const LONG = () => 600_000;

test("the parts of an object have no gap, and the last one is shorter", () => {
  expect(partsOf(25, 10)).toEqual([
    { number: 1, first: 0, last: 9 },
    { number: 2, first: 10, last: 19 },
    { number: 3, first: 20, last: 24 },
  ]);
});

test("each part is copied once, a few at a time", async () => {
  const copied: number[] = [];
  let running = 0;
  let most = 0;
  const end = await copyParts(PARTS, LONG, async ({ number }) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running -= 1;
    copied.push(number);
  });
  expect(end).toEqual({ faults: [], stoppedBefore: undefined });
  expect(copied.toSorted((a, b) => a - b)).toEqual(PARTS.map(({ number }) => number));
  expect(most).toBe(PARTS_AT_ONCE);
});

test("after a fault no part begins, and those under way end first", async () => {
  const fault = new Error("the source has changed");
  let begun = 0;
  let ended = 0;
  const end = await copyParts(PARTS, LONG, async ({ number }) => {
    begun += 1;
    if (number === 3) throw fault;
    await new Promise((resolve) => setTimeout(resolve, 10));
    ended += 1;
  });
  expect(end.faults).toEqual([fault]);
  expect([begun, ended]).toEqual([PARTS_AT_ONCE, PARTS_AT_ONCE - 1]);
});

test("the faults of all parts under way are told", async () => {
  const end = await copyParts(PARTS, LONG, async ({ number }) => {
    await new Promise(setImmediate);
    throw new Error(`part ${number}`);
  });
  expect(end.faults).toHaveLength(PARTS_AT_ONCE);
});

test("without the time for another part none begins, and its number is told", async () => {
  let copied = 0;
  const end = await copyParts(
    PARTS,
    () => (copied < 20 ? 600_000 : 1000),
    async () => {
      copied += 1;
    },
  );
  expect(end).toEqual({ faults: [], stoppedBefore: 21 });
  expect(copied).toBe(20);
});
