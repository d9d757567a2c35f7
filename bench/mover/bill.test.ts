import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { billedCalls, overBill } from "./bill.ts";

const ONE_FILE = {
  "DynamoDB UpdateItem": 2,
  "S3 GetObject": 1,
  "S3 CopyObject": 1,
  "S3 DeleteObject": 1,
};

test("reads the mover's row of the bill", () => {
  expect(billedCalls(readFileSync("docs/bill.md", "utf8"))).toEqual(ONE_FILE);
});

test("refuses a bill without the row, or with a call it does not know", () => {
  expect(() => billedCalls("| mover | another |")).toThrow("no row");
  expect(() => billedCalls("| mover | one file, from either message | 2 scans | | |")).toThrow("2 scans");
});

test("tells what is more than billed, and calls the bill does not know", () => {
  expect(overBill(ONE_FILE, ONE_FILE)).toEqual([]);
  expect(overBill({ "S3 CopyObject": 1.05, "S3 HeadObject": 0.1 }, ONE_FILE)).toEqual([
    "S3 CopyObject: 1.05 a file, and docs/bill.md says 1.",
    "S3 HeadObject: 0.1 a file, and docs/bill.md says 0.",
  ]);
});
