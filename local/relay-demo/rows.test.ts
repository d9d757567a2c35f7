import { expect, test } from "vitest";
import { rows } from "./rows.ts";

const NOTHING = { received: 0, stored: 0 };

test("a row has the bytes of this file, without what the relay and the bucket had before", () => {
  const next = rows(100, { received: 1000, stored: 50 });
  expect(next({ sent: 90, received: 1080, stored: 120 })).toEqual({ sent: 90, received: 80, stored: 70 });
});

test("no hop has more than the one before it, and S3 no more than the file", () => {
  const next = rows(100, NOTHING);
  expect(next({ sent: 46, received: 50, stored: 0 })).toEqual({ sent: 46, received: 46, stored: 0 });
  // The parts and the object that was made of them.
  expect(next({ sent: 100, received: 100, stored: 200 })).toEqual({ sent: 100, received: 100, stored: 100 });
});

test("a row is left out if nothing has changed, also when the bytes have left temp/", () => {
  const next = rows(100, NOTHING);
  const all = { sent: 100, received: 100, stored: 100 };
  expect(next(all)).toEqual(all);
  expect(next(all)).toBeUndefined();
  expect(next({ ...all, stored: 0 })).toBeUndefined();
});
