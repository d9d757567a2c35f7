import { describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { faultOfParts, uploadsOf } from "./multipart.ts";

const parts = (...numbers: number[]) => numbers.map((number) => ({ number, size: 10 }));

describe("the parts of an upload", () => {
  test.each([
    ["one", parts(1), 10],
    ["three", parts(1, 2, 3), 30],
    ["in any order", parts(2, 3, 1), 30],
    ["ten thousand", parts(...Array.from({ length: 10_000 }, (_, i) => i + 1)), 100_000],
    ["an empty one", [{ number: 1, size: 0 }], 0],
  ])("are the file: %s", (_, there, len) => {
    expect(faultOfParts(there, len)).toBeUndefined();
  });

  test.each([
    ["none", [], 0, "No part of the upload has come"],
    ["the first", parts(2, 3), 30, "part 1 is missing"],
    ["one of them, though the length is right", parts(1, 3), 20, "part 2 is missing"],
    ["some", parts(1, 4, 6), 60, "parts 2, 3, 5 are missing"],
    ["ten", parts(11), 110, "parts 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 are missing"],
    ["nearly all", parts(10_000), 100_000, "parts 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 9989 more are missing"],
    ["the last", parts(1, 2), 30, "The parts have 20 bytes, but 30 were announced"],
    ["too many", parts(1, 2, 3), 29, "The parts have 30 bytes, but 29 were announced"],
  ])("are not: %s", (_, there, len, sentence) => {
    expect(faultOfParts(there, len)).toContain(sentence);
  });
});

describe("the uploads of a file", () => {
  test.each([
    ["none", {}, []],
    ["its client's", { upload_id: "u" }, [{ key: aFile().key_path, upload_id: "u" }]],
    ["that of a copy", { copy_upload_id: "c" }, [{ key: aFile().dest_path, upload_id: "c" }]],
    [
      "both",
      { upload_id: "u", copy_upload_id: "c" },
      [
        { key: aFile().key_path, upload_id: "u" },
        { key: aFile().dest_path, upload_id: "c" },
      ],
    ],
  ])("are %s", (_, overrides, uploads) => {
    expect(uploadsOf(aFile(overrides))).toEqual(uploads);
  });
});
