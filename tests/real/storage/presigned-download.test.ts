import { parse } from "content-disposition";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { pause } from "../../../tools/command/pause.ts";
import { aFileOf, createBucket, EXPIRES_SECONDS, type TestBucket } from "./bucket.ts";

const BYTES = "what was stored";

/** Names that break headers, paths and terminals in other services. */
const HOSTILE_NAMES = [
  "plain.txt",
  "com espaço + mais.txt",
  "percent %2F not a slash.txt",
  "%0d%0aSet-Cookie: a=b.txt",
  "quote\" and 'apostrophe; filename=evil.exe.txt",
  "back`tick & <script>.txt",
  "..%2f..%2fetc%2fpasswd.txt",
  "emoji 🎒📮.txt",
  "\u200fעברית\u200e.txt",
  "\u202egnp.txt",
  `${"é".repeat(125)}.txt`,
  `${"😀".repeat(62)}.txt`,
];

describe.each(inject("s3Servers"))("a presigned download on $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const presign = async (overrides: Parameters<typeof aFileOf>[1] = {}, seconds = EXPIRES_SECONDS) => {
    const file = aFileOf(BYTES, overrides);
    await bucket.put(file.dest_path, BYTES, "application/octet-stream");
    return bucket.storage.presignDownload(file, seconds);
  };

  test.each(HOSTILE_NAMES)("returns the bytes with the file's name: %s", async (file_name) => {
    const response = await fetch(await presign({ file_name }));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(BYTES);
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(response.headers.get("set-cookie")).toBeNull();
    const { type, parameters } = parse(response.headers.get("content-disposition") ?? "");
    expect([type, parameters["filename"]]).toEqual(["attachment", file_name]);
  });

  test("returns a range, so that a download can be continued", async () => {
    const response = await fetch(await presign(), { headers: { Range: "bytes=5-7" } });
    expect([response.status, await response.text()]).toEqual([206, "was"]);
  });

  test.each([
    ["of another file", (url: URL) => url.pathname.replace(/[^/]+$/, "another.txt")],
    ["of temp/", (url: URL) => url.pathname.replace("/dest/", "/temp/")],
  ])("cannot be changed to a download %s", async (_, path) => {
    const url = new URL(await presign());
    url.pathname = path(url);
    expect((await fetch(url)).status).toBe(403);
  });

  test.each([
    ["name", "response-content-disposition", "inline"],
    ["type", "response-content-type", "text/html"],
    ["time", "X-Amz-Expires", "86400"],
    ["signature", "X-Amz-Signature", "0".repeat(64)],
  ])("refuses another %s", async (_, parameter, value) => {
    const url = new URL(await presign());
    url.searchParams.set(parameter, value);
    expect((await fetch(url)).status).toBe(403);
  });

  test.each(["PUT", "DELETE"])("cannot be changed to a %s", async (method) => {
    const url = await presign();
    expect((await fetch(url, { method })).status).toBe(403);
    expect((await fetch(url)).status).toBe(200);
  });

  test("expires after its seconds", async () => {
    const url = await presign({}, 1);
    const deadline = Date.now() + 10_000;
    let status = 0;
    do {
      status = (await fetch(url)).status;
      await pause(100);
    } while (status === 200 && Date.now() < deadline);
    expect(status).toBe(403);
  });
});
