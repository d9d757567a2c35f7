import { createHash } from "node:crypto";
import { access, constants, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureUv, pinOf } from "./ensure-uv.ts";

const PLATFORM = { os: "linux", arch: "x64", glibc: "2.36" } as const;
const WHEEL = "uv-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
const NAME = process.platform === "win32" ? "uv.exe" : "uv";

const wheel = zipSync({
  "uv/__init__.py": new Uint8Array(),
  [`uv-1.2.3.data/scripts/${NAME}`]: new TextEncoder().encode("the program"),
});
const lock = (bytes: Uint8Array) =>
  `uv==1.2.3 \\\n    --hash=sha256:${createHash("sha256").update(bytes).digest("hex")}\n`;

let home: string;
let close: () => void;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "uv-"));
});
afterEach(async () => {
  close();
  await rm(home, { recursive: true });
});

/** An index that lists these files of uv, and sends the same bytes for each. Only `ana:secret` may read it. */
const prepare = async (files: string[] = [WHEEL], bytes: Uint8Array = wheel) => {
  const authorization = `Basic ${Buffer.from("ana:secret").toString("base64")}`;
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    if (request.headers.authorization !== authorization) response.writeHead(401).end();
    else if (request.url === "/simple/uv/")
      response
        .setHeader("Content-Type", "text/html")
        .end(files.map((name) => `<a href="../../files/${name}">${name}</a>`).join("\n"));
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close().closeAllConnections();
  await writeFile(join(home, "uv.txt"), lock(wheel));
  const lines: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`;
  const options = {
    home,
    lock: join(home, "uv.txt"),
    platform: PLATFORM,
    index: { url, authorization, env: {} },
    onLine: (line: string) => void lines.push(line),
  };
  return { options, lines, paths };
};

test("downloads the wheel of this platform and unpacks its program, once", async () => {
  const { options, lines, paths } = await prepare([
    "uv-1.2.2-py3-none-manylinux_2_17_x86_64.whl",
    "uv-1.2.3.tar.gz",
    "uv-1.2.3-py3-none-win_amd64.whl",
    WHEEL,
  ]);

  const program = await ensureUv(options);
  await expect(ensureUv(options)).resolves.toBe(program);

  await expect(readFile(program, "utf8")).resolves.toBe("the program");
  await access(program, constants.X_OK);
  expect(paths).toEqual(["/simple/uv/", `/files/${WHEEL}`]);
  expect(lines).toEqual([expect.stringMatching(/^Download uv 1\.2\.3 +\d/)]);
});

test("removes other versions and the environment of an earlier release", async () => {
  const { options } = await prepare();
  for (const old of ["uv-1.0.0", "bootstrap", "uv-1.2.3.draft", "sam"]) await mkdir(join(home, old));

  await ensureUv(options);

  expect((await readdir(home)).toSorted()).toEqual(["sam", "uv-1.2.3", "uv.txt"]);
});

test("refuses a file with another hash, and keeps nothing of it", async () => {
  const { options } = await prepare([WHEEL], zipSync({ "uv-1.2.3.data/scripts/uv": new Uint8Array(9) }));

  await expect(ensureUv(options)).rejects.toThrow(/is not the file that tools\/python\/uv\.txt pins/);
  expect(await readdir(home)).toEqual(["uv.txt"]);
});

test.each<[string, string[], RegExp]>([
  [
    "an index without this version",
    ["uv-1.2.2-py3-none-win_amd64.whl"],
    /does not list uv 1\.2\.3\. Name one/,
  ],
  ["a page that is no index", [], /does not list uv 1\.2\.3\. Name one/],
  [
    "a platform without a wheel",
    ["uv-1.2.3-py3-none-win_amd64.whl"],
    /no wheel for this platform \(linux x64\)/,
  ],
])("%s is reported", async (_, files, sentence) => {
  const { options } = await prepare(files);
  await expect(ensureUv(options)).rejects.toThrow(sentence);
});

test("wrong credentials are reported without them", async () => {
  const { options } = await prepare();
  const index = { ...options.index, authorization: "Basic bm90LXJpZ2h0" };
  await expect(ensureUv({ ...options, index })).rejects.toThrow(
    /^127\.0\.0\.1:\d+ responded 401\. Put a user/,
  );
});

test("uv.txt pins a version, and a hash for each of its wheels", async () => {
  const { version, hashes } = pinOf(await readFile(new URL("../uv.txt", import.meta.url), "utf8"));
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(hashes.size).toBeGreaterThanOrEqual(8);
});
