import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locks, home as pythonHome } from "../../tools/python/environment.ts";
import { pythonForEnvironments } from "../../tools/python/python-for-environments.ts";
import { ensureUv } from "../../tools/python/uv/ensure-uv.ts";
import { packageIndex } from "../../tools/python/uv/package-index.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "managed-"));
});
afterEach(() => rm(home, { recursive: true }));

// The stack of this suite has installed uv. A mirror cannot hold the real file here, so only the request for it is seen.
test("on a machine without Python, uv asks the configured mirror for one", async () => {
  const paths: (string | undefined)[] = [];
  const mirror = createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => mirror.listen(0, "127.0.0.1", resolve));
  const onLine = () => {};
  const program = await ensureUv({
    home: pythonHome,
    lock: join(locks, "uv.txt"),
    index: await packageIndex(),
    onLine,
  });
  const env = {
    ...process.env,
    UV_PYTHON_INSTALL_DIR: join(home, "managed"),
    UV_PYTHON_INSTALL_MIRROR: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/mirror`,
  };
  const missing = async () => ({ missing: "no python3 or python was found on PATH" });

  const python = pythonForEnvironments({ program, env }, { home, onLine }, missing);

  await expect(python).rejects.toThrow(/uv could not download one\. Install Python/);
  expect(paths[0]).toMatch(/^\/mirror\/\d+\/cpython-3\.13\.\d+.*\.tar\.gz$/);
  mirror.close();
});
