import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locks, home as pythonHome } from "../../tools/python/environment.ts";
import { pythonOf } from "../../tools/python/marker.ts";
import { pythonForEnvironments } from "../../tools/python/python-for-environments.ts";
import { ensureUv } from "../../tools/python/uv/ensure-uv.ts";
import { packageIndex } from "../../tools/python/uv/package-index.ts";
import { thisPlatform } from "../../tools/python/uv/wheel-tags.ts";

const run = promisify(execFile);
const onLine = () => {};
const find = async () => ({ missing: "no python3 or python was found on PATH" });

let home: string;
let close = () => {};
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "managed-"));
});
afterEach(async () => {
  close();
  await rm(home, { recursive: true });
});

/** A server with these files, and uv (installed by the stack of this suite) in an environment without a Python. */
const prepare = async (files: Record<string, Uint8Array>, env: (url: string) => NodeJS.ProcessEnv) => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    const file = files[request.url ?? ""];
    response.writeHead(file ? 200 : 404).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close().closeAllConnections();
  const index = await packageIndex();
  const program = await ensureUv({ home: pythonHome, lock: join(locks, "uv.txt"), index, onLine });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const uv = {
    program,
    env: { ...process.env, NO_PROXY: "127.0.0.1", UV_PYTHON_INSTALL_DIR: join(home, "managed"), ...env(url) },
  };
  return { uv, paths, url };
};

// The test has no Python to serve that uv has a hash of, so it sees only the request for it.
test("on a machine without Python, uv asks the configured mirror for one", async () => {
  const { uv, paths } = await prepare({}, (url) => ({ UV_PYTHON_INSTALL_MIRROR: `${url}/mirror` }));

  const python = pythonForEnvironments(uv, { home, onLine }, { find });

  await expect(python).rejects.toThrow(/uv could not download one\. Install Python/);
  expect(paths[0]).toMatch(/^\/mirror\/\d+\/cpython-3\.13\.\d+.*\.tar\.gz$/);
});

test("what uv downloads becomes an environment that runs", async () => {
  const { version, archive } = await packedPython();
  const files: Record<string, Uint8Array> = { "/python.tar.gz": archive };
  const { uv, paths, url } = await prepare(files, (url) => ({
    UV_PYTHON_DOWNLOADS_JSON_URL: `${url}/downloads.json`,
  }));
  files["/downloads.json"] = listOf(version, `${url}/python.tar.gz`, archive);
  const environment = join(home, "environment");

  const python = await pythonForEnvironments(uv, { home, onLine }, { find, version });
  await run(uv.program, ["venv", "--quiet", ...python, environment], { env: uv.env });

  const { stdout } = await run(pythonOf(environment), ["-c", "import sys; print(sys.prefix)"]);
  expect(stdout.trim()).toBe(environment);
  expect(await readdir(join(home, "managed"))).toContainEqual(expect.stringContaining(`cpython-${version}`));
  expect(paths).toContain("/python.tar.gz");
});

/** An archive as uv expects it, whose Python passes everything on to the one that the emulator runs on. */
const packedPython = async () => {
  const question = "import platform, sys; print(platform.python_version(), sys._base_executable)";
  const { stdout } = await run(pythonOf(join(pythonHome, "ministack")), ["-c", question]);
  const [, version = "", executable] = /^(\S+) (.+)$/.exec(stdout.trim()) ?? [];
  const name = `python${version.split(".").slice(0, 2).join(".")}`;
  await mkdir(join(home, "python", "bin"), { recursive: true });
  await mkdir(join(home, "python", "lib", name), { recursive: true });
  // uv adapts this file to where the Python is.
  await writeFile(
    join(home, "python", "lib", name, "_sysconfigdata__test.py"),
    "# system configuration generated and used by the sysconfig module\nbuild_time_vars = {}\n",
  );
  const script = `#!/bin/sh\nexec "${executable}" "$@"\n`;
  for (const program of [name, "python3", "python"])
    await writeFile(join(home, "python", "bin", program), script, { mode: 0o755 });
  await run("tar", ["-czf", join(home, "python.tar.gz"), "-C", home, "python"]);
  return { version, archive: await readFile(join(home, "python.tar.gz")) };
};

/** uv's list of downloads, with this one for this platform. */
const listOf = (version: string, url: string, archive: Uint8Array): Uint8Array => {
  const { os, arch, glibc } = thisPlatform();
  const [major, minor, patch] = version.split(".").map(Number);
  const download = {
    name: "cpython",
    arch: { family: arch === "arm64" ? "aarch64" : "x86_64", variant: null },
    os,
    libc: os === "darwin" ? "none" : glibc ? "gnu" : "musl",
    ...{ major, minor, patch, prerelease: "", variant: null, build: "1" },
    url,
    sha256: createHash("sha256").update(archive).digest("hex"),
  };
  return new TextEncoder().encode(JSON.stringify({ [`cpython-${version}`]: download }));
};
