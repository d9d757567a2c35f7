import { expect, it } from "vitest";
import { rowsIn } from "./rows.ts";

const at = (above: number, count = 10_000) => rowsIn({ above, windowHeight: 800, rowHeight: 64, count });

it("has the rows of the window, and some before and after", () => {
  expect(at(0)).toEqual({ first: 0, end: 24 });
  expect(at(64_000)).toEqual({ first: 992, end: 1024 });
});

it("changes in steps only", () => {
  expect(at(64_000 + 63)).toEqual(at(64_000));
});

it("stays within the list, also while it is out of the window", () => {
  expect(at(-5000)).toEqual({ first: 0, end: 0 });
  expect(at(639_500)).toEqual({ first: 9984, end: 10_000 });
  expect(at(9_000_000)).toEqual({ first: 10_000, end: 10_000 });
  expect(at(0, 3)).toEqual({ first: 0, end: 3 });
  expect(at(0, 0)).toEqual({ first: 0, end: 0 });
});
