import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sources-"));
  await mkdir(join(folder, "dist"));
  await writeFile(join(folder, "a.ts"), "a");
});
afterEach(() => rm(folder, { recursive: true }));

const changes: [string, () => Promise<void>, boolean][] = [
  ["other content", () => writeFile(join(folder, "a.ts"), "b"), true],
  ["another name", () => rename(join(folder, "a.ts"), join(folder, "b.ts")), true],
  ["one more file", () => writeFile(join(folder, "b.ts"), ""), true],
  ["a file that a build wrote", () => writeFile(join(folder, "dist", "a.mjs"), "a"), false],
];

test.each(changes)("%s changes it or not", async (_, change, seen) => {
  const before = await fingerprint([folder]);
  await change();
  expect((await fingerprint([folder])) !== before).toBe(seen);
});

test("a path that does not exist is no error", async () => {
  await expect(fingerprint([join(folder, "none")])).resolves.toMatch(/^[0-9a-f]{64}$/);
});
