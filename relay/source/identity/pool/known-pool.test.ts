import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aLog, CLIENT_ID, POOL_ID } from "../testing/a-pool.ts";
import { type KnownPoolParts, knownPool } from "./known-pool.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "malote-relay-pool-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DESCRIPTION = { user_pool_id: POOL_ID, client_id: CLIENT_ID };
const unreachable = async () => {
  throw new Error("the line is down");
};
const aPool = (parts: Partial<KnownPoolParts> = {}) =>
  knownPool({
    service: "https://api.example.com",
    describe: async () => DESCRIPTION,
    file: join(folder, "identity", "pool.json"),
    log: aLog(),
    ...parts,
  });

test("a restart during an outage uses the description on disk", async () => {
  await aPool().get();
  await vi.waitFor(() => expect(readdirSync(join(folder, "identity"))).toEqual(["pool.json"]), {
    timeout: 10_000,
  });
  expect((await aPool({ describe: unreachable }).get()).userPoolId).toBe(POOL_ID);
  const never = () => new Promise<never>(() => {});
  expect((await aPool({ describe: never }).get()).userPoolId).toBe(POOL_ID);
});

test("only its owner may read the file", async () => {
  await aPool().get();
  expect(statSync(join(folder, "identity", "pool.json")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "identity")).mode & 0o777).toBe(0o700);
});

test("the description of another service is not used", async () => {
  await aPool().get();
  const other = aPool({ service: "https://other.example.com", describe: unreachable });
  await expect(other.get()).rejects.toMatchObject({ status: 503, code: "relay-not-ready" });
});

test("a pool that has changed replaces that on disk", async () => {
  await aPool().get();
  const changed = aPool({ describe: async () => ({ ...DESCRIPTION, user_pool_id: "eu-west-1_Other" }) });
  expect((await changed.get()).userPoolId).toBe(POOL_ID);
  await vi.waitFor(async () => expect((await changed.get()).userPoolId).toBe("eu-west-1_Other"), {
    timeout: 10_000,
  });
  await vi.waitFor(
    async () => expect((await aPool({ describe: unreachable }).get()).userPoolId).toBe("eu-west-1_Other"),
    { timeout: 10_000 },
  );
});

test("without a description, a request gets 503 and the next one asks again", async () => {
  const describe = vi.fn(unreachable);
  const log = aLog();
  const pool = aPool({ describe, log });
  await expect(pool.get()).rejects.toMatchObject({ status: 503, retryAfter: 10 });
  await expect(pool.get()).rejects.toMatchObject({ status: 503 });
  expect(describe).toHaveBeenCalledTimes(2);
  expect(log.lines[0]).toContain("the line is down");
});

test("a service that does not respond keeps no request waiting", async () => {
  const describe = vi.fn(() => new Promise<never>(() => {}));
  const pool = aPool({ describe, patience: 20 });
  await expect(Promise.all([pool.get(), pool.get()])).rejects.toMatchObject({ status: 503 });
  expect(describe).toHaveBeenCalledTimes(1);
});

test("during an outage the service is asked once a minute, not with every request", async () => {
  await aPool().get();
  let now = 1_000_000;
  const describe = vi.fn(unreachable);
  const pool = aPool({ describe, now: () => now });
  for (let request = 0; request < 5; request++) await pool.get();
  expect(describe).toHaveBeenCalledTimes(1);
  now += 60_001;
  await pool.get();
  expect(describe).toHaveBeenCalledTimes(2);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"service":"https://api.example.com","user_pool_id":"../x","client_id":"y"}',
])("a damaged file is as good as none: %s", async (text) => {
  await aPool().get();
  writeFileSync(join(folder, "identity", "pool.json"), text);
  await expect(aPool({ describe: unreachable }).get()).rejects.toMatchObject({ status: 503 });
});

test("a disk that is full does not matter while the service responds", async () => {
  writeFileSync(join(folder, "identity"), "a file where the folder should be");
  const log = aLog();
  expect((await aPool({ log }).get()).userPoolId).toBe(POOL_ID);
  await vi.waitFor(() => expect(log.lines.join()).toContain("could not be kept on disk"), {
    timeout: 10_000,
  });
});
