import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zip } from "./zip.ts";

const files = new Map([
  ["handler.mjs", Buffer.from("export {}")],
  ["nodejs/node_modules/a/b.mjs", Buffer.from("")],
]);

test("holds the files by their paths", () => {
  const unpacked = unzipSync(zip(files));
  expect(Object.keys(unpacked).sort()).toEqual([...files.keys()]);
  expect(Buffer.from(unpacked["handler.mjs"] ?? "").toString()).toBe("export {}");
});

test("the same files give the same zip", () => {
  expect(Buffer.from(zip(files)).equals(zip(new Map(files)))).toBe(true);
});
