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

test("is read as it was written, and only its owner may read it", async () => {
  await writeStackJson(home, aStack());
  await expect(readStackJson(home)).resolves.toEqual(aStack());
  expect((await stat(join(home, "stack.json"))).mode & 0o777).toBe(0o600);
  await expect(readdir(home)).resolves.toEqual(["stack.json"]);
});

test("is undefined after it was removed", async () => {
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
])("is undefined with the content %j", async (text) => {
  await writeFile(join(home, "stack.json"), text);
  await expect(readStackJson(home)).resolves.toBeUndefined();
});
