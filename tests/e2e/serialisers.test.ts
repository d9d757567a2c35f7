import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { call, consult, getFile, requestTextUpload } from "./service.ts";

const TEXT = { file_name: "Jos\u00e9.txt", extension: ".txt", len: 1, type: "text/plain" };
const announce = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  call("POST", "/upload", { raw, headers });

describe("through the gateway", () => {
  test("a UUID in upper case is that of the file, in a body, a query and a path", async () => {
    const { file_id } = await requestTextUpload("x");
    const upper = file_id.toUpperCase();

    for (const response of [
      await consult(upper),
      await getFile(upper),
      await call("POST", "/confirm-upload", { body: { file_id: upper } }),
    ])
      expect(response.status === 409 || response.body["file_id"] === file_id).toBe(true);
    expect((await call("DELETE", `/files/${upper}`)).status).toBe(204);
    expect((await consult(file_id)).status).toBe(404);
  });

  test("null, a byte order mark and white space in the Content-Type are read", async () => {
    const raw = `\ufeff${JSON.stringify({ ...TEXT, path: null, tags: null, checksum: null })}`;
    const type = { "Content-Type": "application/json ; charset=utf-8" };

    expect(await announce(raw, type)).toMatchObject({ status: 201, body: { file_name: "Jos\u00e9.txt" } });
  });

  test("a body that is not UTF-8 is a 400 that says so", async () => {
    expect(await announce(Buffer.from(JSON.stringify(TEXT), "latin1"))).toMatchObject({
      status: 400,
      body: { code: "malformed-json", detail: expect.stringContaining("not UTF-8") },
    });
  });

  test("a compressed body is a 415 that says so, also without a Content-Encoding", async () => {
    const bytes = gzipSync(JSON.stringify(TEXT));
    for (const headers of [{}, { "Content-Encoding": "gzip" }])
      expect(await announce(bytes, headers)).toMatchObject({
        status: 415,
        body: { code: "unsupported-media-type", detail: expect.stringContaining("compressed (gzip)") },
      });
  });

  test("a member of the query that is sent twice is a 400 that names it", async () => {
    expect(await call("GET", "/files?limit=1&limit=2")).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: "#/limit", detail: "limit must be sent once." }] },
    });
  });
});
