import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprintOf, isInstalled, markInstalled, pythonOf } from "./marker.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "environment-"));
  await mkdir(dirname(pythonOf(folder)), { recursive: true });
  await writeFile(pythonOf(folder), "");
});
afterEach(() => rm(folder, { recursive: true }));

const lock = "ministack==1.5.33\n";

test("an environment that was marked is installed", async () => {
  await markInstalled(folder, fingerprintOf(lock, folder));
  await expect(isInstalled(folder, fingerprintOf(lock, folder))).resolves.toBe(true);
});

test("one that was cut off is not", async () => {
  await expect(isInstalled(folder, fingerprintOf(lock, folder))).resolves.toBe(false);
});

test("one from another lock, or from another folder, is not", async () => {
  await markInstalled(folder, fingerprintOf(lock, folder));
  await expect(isInstalled(folder, fingerprintOf("ministack==1.6.0\n", folder))).resolves.toBe(false);
  await expect(isInstalled(folder, fingerprintOf(lock, "/elsewhere"))).resolves.toBe(false);
});

test("one whose Python is gone is not", async () => {
  await markInstalled(folder, fingerprintOf(lock, folder));
  await rm(pythonOf(folder));
  await expect(isInstalled(folder, fingerprintOf(lock, folder))).resolves.toBe(false);
});
