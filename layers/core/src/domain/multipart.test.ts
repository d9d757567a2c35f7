import { describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { faultOfParts, uploadsOf } from "./multipart.ts";

const parts = (...numbers: number[]) => numbers.map((number) => ({ number, size: 10 }));

describe("the parts of an upload", () => {
  test.each([
    ["one part", parts(1), 10],
    ["three parts", parts(1, 2, 3), 30],
    ["three parts in any order", parts(2, 3, 1), 30],
    ["ten thousand parts", parts(...Array.from({ length: 10_000 }, (_, i) => i + 1)), 100_000],
    ["one empty part", [{ number: 1, size: 0 }], 0],
  ])("are complete: %s", (_, uploaded, len) => {
    expect(faultOfParts(uploaded, len)).toBeUndefined();
  });

  test.each([
    ["no part", [], 0, "No part of the upload has come"],
    ["a missing first part", parts(2, 3), 30, "part 1 is missing"],
    ["a missing part, although the length is right", parts(1, 3), 20, "part 2 is missing"],
    ["three missing parts", parts(1, 4, 6), 60, "parts 2, 3, 5 are missing"],
    ["ten missing parts", parts(11), 110, "parts 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 are missing"],
    [
      "nearly all parts missing",
      parts(10_000),
      100_000,
      "parts 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 9989 more are missing",
    ],
    ["a missing last part", parts(1, 2), 30, "The parts have 20 bytes, but 30 were announced"],
    ["one part too many", parts(1, 2, 3), 29, "The parts have 30 bytes, but 29 were announced"],
  ])("are not complete: %s", (_, uploaded, len, sentence) => {
    expect(faultOfParts(uploaded, len)).toContain(sentence);
  });
});

describe("the uploads of a file", () => {
  test.each([
    ["none", {}, []],
    ["the client's upload", { upload_id: "u" }, [{ key: aFile().key_path, upload_id: "u" }]],
    ["the upload of a copy", { copy_upload_id: "c" }, [{ key: aFile().dest_path, upload_id: "c" }]],
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
