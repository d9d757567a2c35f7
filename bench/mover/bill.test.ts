import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { billedCalls, overBill } from "./bill.ts";

const ONE_FILE = {
  "DynamoDB UpdateItem": 2,
  "S3 GetObject": 2,
  "S3 CopyObject": 1,
  "S3 DeleteObject": 1,
};

test("reads the mover's row of the bill", () => {
  expect(billedCalls(readFileSync("docs/bill.md", "utf8"))).toEqual(ONE_FILE);
});

test("refuses a bill without the row, or with an unknown call", () => {
  expect(() => billedCalls("| mover | another |")).toThrow("no row");
  expect(() => billedCalls("| mover | one file, from either message | 2 scans | | |")).toThrow("2 scans");
});

test("reports calls above the bill, and calls that are not in the bill", () => {
  expect(overBill(ONE_FILE, ONE_FILE)).toEqual([]);
  expect(overBill({ "S3 CopyObject": 1.05, "S3 HeadObject": 0.1 }, ONE_FILE)).toEqual([
    "S3 CopyObject: 1.05 per file, but docs/bill.md has 1.",
    "S3 HeadObject: 0.1 per file, but docs/bill.md has 0.",
  ]);
});
