import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crcOf } from "../fake-service.ts";
import { asMetro } from "../react-native/metro.ts";

// The entry for React Native in the virtual machine of Hermes 0.12 (2022), the last one that npm has. It knows less of the
// language than today's: no class, no Symbol.asyncIterator. Babel's profile `default` is made for such engines.

const here = import.meta.dirname;
const run = promisify(execFile);
/** Kept, because it has 130 MB. */
const home = join(here, "../../../.malote/hermes");
const program = join(
  home,
  "node_modules/hermes-engine-cli",
  process.platform === "darwin" ? "osx-bin" : "linux64-bin",
  "hermes",
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-hermes-vm-"));
  await mkdir(home, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) await cp(join(here, name), join(home, name));
  const installed = await run(program, ["-version"]).catch(() => undefined);
  if (!installed) await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: home });
});
afterAll(() => rm(folder, { recursive: true }));

test("a file arrives in one POST and in parts, and is confirmed with its checksum", async () => {
  const path = join(folder, "app.js");
  const code = await asMetro('import "./app.ts";', { resolveDir: here, profile: "default" });
  await writeFile(path, code);

  const { stdout } = await run(program, ["-O", "-Xes6-promise", "-Xmicrotask-queue", path]);

  const bytes = new Uint8Array(1_050_000).map((_, i) => i * 31 + (i >> 8) * 17);
  const file = {
    checksum: crcOf(bytes),
    len: bytes.length,
    name: "my film.bin",
    status: "completed",
    isSame: true,
    kept: 0,
  };
  expect(JSON.parse(stdout)).toEqual({
    single: { ...file, parts: 1 },
    multipart: { ...file, parts: 11 },
    refused: expect.stringContaining("does not exist"),
    cached: 0,
  });
}, 60_000);
