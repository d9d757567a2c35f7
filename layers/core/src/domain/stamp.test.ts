import { expect, test } from "vitest";
import { aFile, FILE_ID } from "#testing/builders.ts";
import { unquoted } from "./etag.ts";
import { stampedEtag, stampOf } from "./stamp.ts";

test("a stamp names the file, the ETag without quotes, and the size", () => {
  expect(stampOf(aFile(), '"0cc1"', 3)).toEqual({
    "malote-file-id": FILE_ID,
    "malote-source-etag": "0cc1",
    "malote-size": "3",
  });
});

test("a stamped copy has its source's ETag, and another object has none", () => {
  expect(stampedEtag(stampOf(aFile(), '"0cc1-12"', 3))).toBe("0cc1-12");
  expect(stampedEtag({})).toBeUndefined();
});

test("an ETag loses its quotes, and one without quotes stays as it is", () => {
  expect(['"0cc1"', "0cc1", ""].map(unquoted)).toEqual(["0cc1", "0cc1", ""]);
});
