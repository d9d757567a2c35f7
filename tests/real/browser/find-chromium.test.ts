import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findChromium } from "./find-chromium.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "path-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a machine without a browser gets the command that installs one", () => {
  expect(() => findChromium(folder)).toThrow("apt-get install chromium");
});

test("the first browser of PATH is used", async () => {
  const program = join(folder, "google-chrome");
  await writeFile(program, "");
  expect(() => findChromium(folder)).toThrow();
  await chmod(program, 0o755);
  expect(findChromium([join(folder, "nowhere"), folder].join(delimiter))).toBe(program);
});
