import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aStack } from "./a-stack.fixture.ts";
import { readStackJson, removeStackJson, writeStackJson } from "./stack-json.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "home-"));
});
afterEach(() => rm(home, { recursive: true }));

test("is read as it was written, by its owner alone", async () => {
  await writeStackJson(home, aStack());
  await expect(readStackJson(home)).resolves.toEqual(aStack());
  expect((await stat(join(home, "stack.json"))).mode & 0o777).toBe(0o600);
  await expect(readdir(home)).resolves.toEqual(["stack.json"]);
});

test("is none once removed", async () => {
  await writeStackJson(home, aStack());
  await removeStackJson(home);
  await expect(readStackJson(home)).resolves.toBeUndefined();
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"pid":1}',
  '{"pid":"12","instance":"x","endpoint_url":"y"}',
])("%j in it counts as none", async (text) => {
  await writeFile(join(home, "stack.json"), text);
  await expect(readStackJson(home)).resolves.toBeUndefined();
});
