import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { home as pythonHome } from "../../tools/python/environment.ts";
import { installEnvironment } from "../../tools/python/install-environment.ts";
import { isInstalled } from "../../tools/python/marker.ts";
import { prepareUv } from "../../tools/python/prepare-uv.ts";
import { pythonForEnvironments, type Uv } from "../../tools/python/python-for-environments.ts";

// uv itself, which these tests' stack has installed, against a package index with one package.

const WHEEL = "harmless-1.0-py3-none-any.whl";
const info = "harmless-1.0.dist-info";
const wheel = zipSync({
  "harmless.py": strToU8(""),
  [`${info}/METADATA`]: strToU8("Metadata-Version: 2.1\nName: harmless\nVersion: 1.0\n"),
  [`${info}/WHEEL`]: strToU8(
    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  ),
  [`${info}/RECORD`]: strToU8(`harmless.py,,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`),
});
const sha256 = createHash("sha256").update(wheel).digest("hex");

let home: string;
let index: Server;
let uv: Uv;
let python: string[];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "hashes-"));
  index = createServer(({ url }, response) => {
    if (url?.endsWith(".whl")) return response.end(wheel);
    response.setHeader("Content-Type", "text/html").end(`<a href="/${WHEEL}">${WHEEL}</a>`);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => index.once("listening", resolve));
  const place = { home: pythonHome, onLine: () => {} };
  const { program, env } = await prepareUv(place);
  python = await pythonForEnvironments({ program, env }, place);
  const url = `http://127.0.0.1:${(index.address() as AddressInfo).port}/simple`;
  const direct = { UV_DEFAULT_INDEX: url, UV_CACHE_DIR: join(home, "cache"), NO_PROXY: "127.0.0.1" };
  uv = { program, env: { ...env, ...direct } };
});
afterAll(async () => {
  index.close();
  await rm(home, { recursive: true, force: true });
});

/** Installs a lock file that has this one line. */
const install = async (line: string, variables: NodeJS.ProcessEnv = {}) => {
  const lock = join(home, "sam.txt");
  const folder = join(home, "sam");
  await writeFile(lock, `${line}\n`);
  const environment = { name: "sam" as const, folder, lock, fingerprint: line };
  const withVariables = { ...uv, env: { ...uv.env, ...variables } };
  await installEnvironment(environment, "harmless", withVariables, python, { home });
  return isInstalled(folder, line);
};

test("a file with the hash of the lock file is installed", async () => {
  await expect(install(`harmless==1.0 --hash=sha256:${sha256}`)).resolves.toBe(true);
});

test.each<[string, NodeJS.ProcessEnv]>([
  ["", {}],
  [", also if uv's own setting would accept it", { UV_NO_VERIFY_HASHES: "1" }],
])("a file with another hash is refused%s", async (_, variables) => {
  const another = `harmless==1.0 --hash=sha256:${"0".repeat(64)}`;
  await expect(install(another, variables)).rejects.toMatchObject({
    tail: expect.stringContaining("Hash mismatch"),
  });
});

test("a package without a hash is refused", async () => {
  await expect(install("harmless==1.0")).rejects.toMatchObject({ tail: expect.stringMatching(/hash/i) });
});
