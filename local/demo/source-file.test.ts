import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { describe, openSource } from "./source-file.ts";

test.each([
  ["/x/holiday.JPG", { file_name: "holiday.JPG", extension: ".JPG", type: "image/jpeg" }],
  ["notes.unknown-thing", { extension: ".unknown-thing", type: "application/octet-stream" }],
  ["LICENSE", { file_name: "LICENSE", extension: "", type: "application/octet-stream" }],
])("%s is described as /upload requires it", (path, described) => {
  expect(describe(path, 7)).toMatchObject({ len: 7, ...described });
});

test("a missing file and a folder are refused, with the reason", async () => {
  await expect(openSource("/no/such/file")).rejects.toThrow("There is no file /no/such/file.");
  await expect(openSource(tmpdir())).rejects.toThrow("is a folder");
});
