import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NAMES } from "#testing/names.ts";
import { contentDisposition } from "../../layers/core/src/domain/content-disposition.ts";

// What curl and wget call the file that they download. curl reads filename alone, and wget reads filename* too.

let server: Server;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-tools-"));
  server = createServer((request, response) => {
    const name = NAMES[Number(request.url?.slice(1))] ?? "";
    response.writeHead(200, { "Content-Disposition": contentDisposition(name) }).end("x");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const TOOLS = {
  curl: ["--disable", "--silent", "--show-error", "--remote-name", "--remote-header-name"],
  wget: ["--no-config", "--quiet", "--content-disposition", "--tries=1"],
};

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });

/** The only file in the folder that the tool was started in. */
const downloadedBy = async (tool: keyof typeof TOOLS, index: number): Promise<string[]> => {
  const cwd = await mkdtemp(join(folder, `${tool}-`));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${index}`;
  const env = { PATH: process.env["PATH"], HOME: cwd, LANG: "C.UTF-8", no_proxy: "*" };
  const exit = await exitOf(spawn(tool, [...TOOLS[tool], url], { cwd, env, stdio: "ignore" })).catch(
    (cause) => {
      throw new Error(`${tool} is not installed; apt-get install ${tool} does that.`, { cause });
    },
  );
  expect(exit).toBe(0);
  return readdir(cwd);
};

const plainOf = (name: string): string => /filename="([^"]+)"/.exec(contentDisposition(name))?.[1] ?? "";

test.each(
  NAMES.map((name, index) => [name, index] as const),
)("curl calls %j by its fallback", async (name, index) => {
  expect(await downloadedBy("curl", index)).toEqual([plainOf(name)]);
});

/** wget cuts names, before it decodes them. */
const MAX_WGET = 230;
const isShort = (name: string) => encodeURIComponent(name).length <= MAX_WGET;

test.each(
  NAMES.map((name, index) => [name, index] as const).filter(([name]) => isShort(name)),
)("wget calls %j by its own name", async (name, index) => {
  // wget decodes the name twice, but not to a slash.
  const expected = name === "a%2Fb%2B.txt" ? "a%2Fb+.txt" : name;

  expect(await downloadedBy("wget", index)).toEqual([expected]);
});

test.each(
  NAMES.map((name, index) => [name, index] as const).filter(([name]) => !isShort(name)),
)("wget calls %j by the beginning of its name", async (name, index) => {
  const [downloaded = "", ...others] = await downloadedBy("wget", index);

  expect(others).toEqual([]);
  expect(downloaded.slice(0, 10)).toBe(name.slice(0, 10));
});
