import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeServer } from "../client/testing/fake-server.ts";
import { s3Error } from "../client/testing/fake-service.ts";
import { acceptsChecksums, survivesLatePost } from "./checksums.ts";
import { CHECKSUMS, PICTURE } from "./fixed-picture.ts";
import { refusesAccessToken } from "./from-outside.ts";

let server: Awaited<ReturnType<typeof fakeServer>>;

beforeEach(async () => {
  server = await fakeServer();
  server.service.faults.push(({ method, path }) => {
    if (path === "/consult-status")
      for (const file of server.service.files.values()) if (file.bytes) file.status = "completed";
    if (method !== "POST" || path !== "/s3/") return undefined;
    // The fake S3 computes CRC32 only.
    const [file] = server.service.files.values();
    const declared = (file?.body["checksum"] as { value?: string } | undefined)?.value;
    if (!CHECKSUMS.some(({ value }) => value === declared)) return s3Error(400, "BadDigest");
    if (file) file.bytes = Buffer.from(PICTURE);
    return new Response(null, { status: 204 });
  });
});
afterEach(() => server.close());

const api = () => ({ url: server.service.origin, token: "t" });

test("the checksums of the picture are right", () => {
  const value = (algorithm: string) => CHECKSUMS.find((one) => one.algorithm === algorithm)?.value;
  expect(value("SHA256")).toBe(createHash("sha256").update(PICTURE).digest("base64"));
  expect(Buffer.from(value("CRC32") ?? "", "base64").readUInt32BE()).toBe(crc32(PICTURE));
  expect(CHECKSUMS.map(({ algorithm }) => algorithm)).toHaveLength(4);
});

test("each algorithm is sent with the right value and another one, and no file is left", async () => {
  await acceptsChecksums(api());
  expect(server.service.count("POST", "/s3/")).toBe(8);
  expect(server.service.count("POST", "/upload")).toBe(8);
  expect(server.service.files.size).toBe(0);
});

test("an S3 that accepts bytes with another checksum is named, and no file is left", async () => {
  server.service.faults.unshift(({ method, path }) => {
    if (method !== "POST" || path !== "/s3/") return undefined;
    for (const file of server.service.files.values()) file.bytes = Buffer.from(PICTURE);
    return new Response(null, { status: 204 });
  });
  await expect(acceptsChecksums(api())).rejects.toThrow(/refuse bytes with another SHA256/);
  expect(server.service.files.size).toBe(0);
});

test("a second POST that changes the file is named", async () => {
  let sent = 0;
  server.service.faults.unshift(({ path }) => {
    if (path === "/s3/") sent += 1;
    if (path !== "/consult-status" || sent < 2) return undefined;
    return Response.json({ status: "error" });
  });
  await expect(survivesLatePost(api())).rejects.toThrow(/After a second POST, the file is error/);
});

test("a route that accepts an access token is named", async () => {
  const routes = [{ method: "GET", path: "/files", open: false }];
  await expect(refusesAccessToken(server.service.origin, routes, "t")).rejects.toThrow(
    /GET \/files with an access token should respond with a 401/,
  );
});
