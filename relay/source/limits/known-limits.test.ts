import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aLog } from "../identity/testing/a-pool.ts";
import { type KnownLimitsParts, knownLimits } from "./known-limits.ts";

let folder: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "malote-relay-limits-"));
  now = 1_000_000;
});
afterEach(() => rmSync(folder, { recursive: true }));

const DESCRIPTION = { max_file_bytes: 100, denied_extensions: [".exe", ".settingcontent-ms"] };
const unreachable = async () => {
  throw new Error("the line is down");
};
const limitsOf = (parts: Partial<KnownLimitsParts> = {}) =>
  knownLimits({
    service: "https://api.example.com",
    describe: async () => DESCRIPTION,
    file: join(folder, "identity", "limits.json"),
    log: aLog(),
    now: () => now,
    patience: 1,
    ...parts,
  });

test.each([
  "evil.exe",
  "Evil.EXE",
  "evil.exe. .",
  ".exe",
  "a.settingcontent-ms",
])("%s has a denied extension", async (name) => {
  const limits = limitsOf();
  await limits.refresh();
  await expect(limits.check({ name, size: 1 })).rejects.toMatchObject({
    status: 415,
    code: "type-not-allowed",
  });
});

test("a file may be as large as the limit, and not larger", async () => {
  const limits = limitsOf();
  await limits.refresh();
  await limits.check({ name: "a.exe.txt", size: 100 });
  await limits.check({ name: "unknown length" });
  await expect(limits.check({ name: "a", size: 101 })).rejects.toMatchObject({
    status: 413,
    code: "file-too-large",
  });
});

test("during an outage the last limits count, also after a restart; without any, nothing is refused", async () => {
  await limitsOf({ describe: unreachable }).check({ name: "evil.exe", size: 1000 });
  await limitsOf().refresh();
  for (const describe of [unreachable, () => new Promise<never>(() => {})]) {
    const limits = limitsOf({ describe });
    await expect(limits.check({ name: "evil.exe" })).rejects.toMatchObject({ status: 415 });
    expect(limits.most).toBe(100);
  }
  const other = limitsOf({ service: "https://other.example.com", describe: unreachable });
  await other.check({ name: "evil.exe" });
});

test("a limit that was raised is read before a file is refused", async () => {
  const describe = vi.fn(async () => DESCRIPTION);
  const limits = limitsOf({ describe, patience: 60_000 });
  await limits.refresh();
  describe.mockResolvedValue({ ...DESCRIPTION, max_file_bytes: 200 });
  await expect(limits.check({ name: "a", size: 150 })).rejects.toMatchObject({ status: 413 });
  now += 61_000;
  await limits.check({ name: "a", size: 150 });
  expect(describe).toHaveBeenCalledTimes(2);
});

test("what the service describes wrongly is not a limit", async () => {
  const describe = async () => ({ max_file_bytes: "1", denied_extensions: [""] }) as never;
  const limits = limitsOf({ describe });
  await limits.refresh();
  await limits.check({ name: "a", size: 1000 });
});
