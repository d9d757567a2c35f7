import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import * as tus from "tus-js-client";
import { expect, test, vi } from "vitest";
import { aFolder, aSpool } from "../spool/testing/a-spool.ts";
import type { Entry } from "../types/entry.ts";
import { aTusServer, type TusServer } from "./testing/a-tus-server.ts";

const HEADERS = { "Tus-Resumable": "1.0.0" };
const BYTES = { "Content-Type": "application/offset+octet-stream" };

const metadata = (pairs: Record<string, string>) =>
  Object.entries(pairs)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
    .join(",");

const create = async (
  { url }: TusServer,
  length: number | "later",
  headers: Record<string, string> = {},
  body?: BodyInit,
) => {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      ...HEADERS,
      "Upload-Metadata": metadata({ filename: "lisbon.jpg", filetype: "image/jpeg" }),
      ...(length === "later" ? { "Upload-Defer-Length": "1" } : { "Upload-Length": String(length) }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const location = response.headers.get("Location");
  return { response, upload: new URL(location ?? "missing", url).href };
};

const patch = (upload: string, offset: number, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(upload, {
    method: "PATCH",
    headers: { ...HEADERS, ...BYTES, "Upload-Offset": String(offset), ...headers },
    body,
  });

const head = async (upload: string, headers: Record<string, string> = {}) =>
  fetch(upload, { method: "HEAD", headers: { ...HEADERS, ...headers } });

const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

const onlyEntry = async ({ spool }: TusServer): Promise<Entry> => {
  const entries = await spool.journal.list({ limit: 10 });
  expect(entries).toHaveLength(1);
  return entries[0] as Entry;
};

/** Sends bytes with the stock client, and returns the number of its requests. */
const sendWith = (url: string, bytes: Buffer, options: Partial<tus.UploadOptions> = {}) =>
  new Promise<tus.Upload>((resolve, reject) => {
    const upload = new tus.Upload(Readable.from([bytes]), {
      endpoint: url,
      uploadSize: bytes.length,
      chunkSize: 1024 * 1024,
      retryDelays: [0, 20, 50, 100, 200],
      metadata: { filename: "lisbon.jpg", filetype: "image/jpeg" },
      onSuccess: () => resolve(upload),
      onError: reject,
      ...options,
    });
    upload.start();
  });

const keptBytes = async ({ spool }: TusServer, entry: Entry) => readFile(spool.pathOf(entry));

test("tus-js-client sends a file as it is, and the file becomes an entry of the spool", async () => {
  const server = await aTusServer();
  const bytes = randomBytes(3_500_000);
  await sendWith(server.url, bytes);
  const entry = await onlyEntry(server);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(bytes));
  expect(entry).toMatchObject({
    owner: "ana",
    name: "lisbon.jpg",
    type: "image/jpeg",
    size: bytes.length,
    state: "waiting",
    crc32: crc.toString("base64"),
  });
  expect((await keptBytes(server, entry)).equals(bytes)).toBe(true);
});

test("bytes are counted, and a complete upload is announced to the forwarder once", async () => {
  let received = 0;
  let completed = 0;
  const server = await aTusServer({
    onReceived: (bytes) => {
      received += bytes;
    },
    onComplete: () => {
      completed++;
    },
  });
  await sendWith(server.url, randomBytes(3_000_000));
  expect([received, completed]).toEqual([3_000_000, 1]);
});

test("bytes may arrive with the creation", async () => {
  const server = await aTusServer();
  const bytes = randomBytes(300_000);
  await sendWith(server.url, bytes, { uploadDataDuringCreation: true });
  expect(server.responses).toEqual(["POST 201"]);
  expect((await keptBytes(server, await onlyEntry(server))).equals(bytes)).toBe(true);
});

test.each([0, 1])("a file of %i bytes", async (size) => {
  const server = await aTusServer();
  await sendWith(server.url, Buffer.alloc(size, 7));
  expect(await onlyEntry(server)).toMatchObject({ size, state: "waiting" });
});

test("the stock client continues after its connections were cut", async () => {
  let cuts = 0;
  const server = await aTusServer({
    onRequest: (method, destroy) => {
      if (method === "PATCH" && cuts < 3) {
        cuts++;
        setTimeout(destroy, 5);
      }
    },
  });
  const bytes = randomBytes(8_000_000);
  await sendWith(server.url, bytes, { chunkSize: 8_000_000 });
  expect(cuts).toBe(3);
  expect((await keptBytes(server, await onlyEntry(server))).equals(bytes)).toBe(true);
});

test("a PATCH whose client vanished does not block the next one", async () => {
  let patches = 0;
  const server = await aTusServer({
    onRequest: (method) => {
      if (method === "PATCH") patches++;
    },
  });
  const { upload } = await create(server, 10);
  const { port, pathname } = new URL(upload);
  // A client that sends 4 of 10 bytes and then nothing, with a connection that stays open.
  const vanished = connect(Number(port), "127.0.0.1");
  vanished.on("error", () => {});
  vanished.write(
    `PATCH ${pathname} HTTP/1.1\r\nHost: relay\r\nTus-Resumable: 1.0.0\r\n` +
      "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 10\r\n\r\nabcd",
  );
  await vi.waitFor(() => expect(patches).toBe(1), { timeout: 10_000 });
  const began = performance.now();
  // The relay has between none and all of the four bytes, and says how many.
  const offset = Number((await head(upload)).headers.get("Upload-Offset"));
  expect(offset).toBeLessThanOrEqual(4);
  expect((await patch(upload, offset, "abcdefghij".slice(offset))).status).toBe(204);
  // @tus/server would wait 3 s.
  expect(performance.now() - began).toBeLessThan(2500);
  expect((await keptBytes(server, await onlyEntry(server))).toString()).toBe("abcdefghij");
  vanished.destroy();
});

test("a request of somebody else does not end the PATCH that is under way", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, 6);
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const sending = fetch(upload, {
    method: "PATCH",
    headers: { ...HEADERS, ...BYTES, "Upload-Offset": "0" },
    body: body.readable,
    duplex: "half",
  } as RequestInit);
  await writer.write(Buffer.from("abc"));
  expect((await head(upload, { Authorization: "Bearer bob" })).status).toBe(404);
  await writer.write(Buffer.from("def"));
  await writer.close();
  expect((await sending).headers.get("Upload-Offset")).toBe("6");
});

test("two requests for the same offset: one is accepted, and the bytes are those of one file", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, 6);
  const both = await Promise.all([patch(upload, 0, "abcdef"), patch(upload, 0, "abcdef")]);
  const statuses = both.map(({ status }) => status).sort();
  expect(statuses[0]).toBe(204);
  expect(statuses[1]).toBeGreaterThanOrEqual(400);
  expect((await keptBytes(server, await onlyEntry(server))).toString()).toBe("abcdef");
});

test("an upload continues after the relay was restarted", async () => {
  const folder = await aFolder();
  const first = await aSpool({ folder });
  const before = await aTusServer({ spool: first, folder });
  const { upload } = await create(before, 8);
  expect((await patch(upload, 0, "abcd")).status).toBe(204);
  await first.close();

  const after = await aTusServer({ spool: await aSpool({ folder }), folder });
  const continued = new URL(new URL(upload).pathname, after.url).href;
  expect((await head(continued)).headers.get("Upload-Offset")).toBe("4");
  const last = await patch(continued, 4, "efgh");
  expect([last.status, last.headers.get("Upload-Offset")]).toEqual([204, "8"]);
  const entry = await onlyEntry(after);
  expect(last.headers.get("Malote-Location")).toBe(`/files/${entry.id}`);
  expect((await keptBytes(after, entry)).toString()).toBe("abcdefgh");
});

test("HEAD repeats the metadata as the client sent it, also keys that mean nothing to the relay", async () => {
  const server = await aTusServer();
  const sent = `${metadata({ filename: "Ação \u{1F30A} тест.jpg", relativePath: "a/b" })},empty`;
  const { upload } = await create(server, 5, { "Upload-Metadata": sent });
  expect((await head(upload)).headers.get("Upload-Metadata")).toBe(sent);
  expect(await onlyEntry(server)).toMatchObject({ name: "Ação \u{1F30A} тест.jpg", state: "receiving" });
});

test("the length may be announced later", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, "later");
  expect((await head(upload)).headers.get("Upload-Defer-Length")).toBe("1");
  expect((await patch(upload, 0, "abc")).status).toBe(204);
  expect((await patch(upload, 3, "de", { "Upload-Length": "5" })).status).toBe(204);
  expect(await onlyEntry(server)).toMatchObject({ size: 5, state: "waiting" });
});

test("path and tags are read from the metadata", async () => {
  const server = await aTusServer();
  const sent = metadata({ filename: "a.jpg", path: "trips/2026", tags: '{"trip":"lisbon"}' });
  await create(server, 5, { "Upload-Metadata": sent });
  expect(await onlyEntry(server)).toMatchObject({ path: "trips/2026", tags: { trip: "lisbon" } });
});

test("an upload is terminated with its bytes", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, 5);
  await patch(upload, 0, "ab");
  expect((await fetch(upload, { method: "DELETE", headers: HEADERS })).status).toBe(204);
  expect((await head(upload)).status).toBe(404);
  expect(await readdir(join(server.folder, "files"))).toEqual([]);
});

test("a complete upload is not terminated, because it is promised to be sent on", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, 2);
  await patch(upload, 0, "ab");
  const response = await fetch(upload, { method: "DELETE", headers: HEADERS });
  expect([response.status, await codeOf(response)]).toEqual([409, "upload-complete"]);
  expect(await onlyEntry(server)).toMatchObject({ state: "waiting" });
});

test("an upload that is not complete expires", async () => {
  let now = 1_800_000_000_000;
  const folder = await aFolder();
  const spool = await aSpool({ folder, now: () => now });
  // @tus/server compares with the real clock, so the creation is in the past.
  const server = await aTusServer({ spool, folder, now: () => now, expiresAfter: 1000 });
  const { response, upload } = await create(server, 5);
  expect(response.headers.get("Upload-Expires")).toBe(new Date(now + 1000).toUTCString());
  now += 2000;
  await spool.upkeep();
  expect((await head(upload)).status).toBe(404);
  expect(await readdir(join(folder, "files"))).toEqual([]);
});

test("an upload of another user looks as if it did not exist", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, 5, { Authorization: "Bearer ana" });
  const bob = { Authorization: "Bearer bob" };
  const missing = new URL("0b0e0000-0000-4000-8000-000000000000", server.url).href;
  for (const url of [upload, missing]) {
    expect((await head(url, bob)).status).toBe(404);
    const responses = [
      await patch(url, 0, "abcde", bob),
      await fetch(url, { method: "DELETE", headers: { ...HEADERS, ...bob } }),
    ];
    for (const response of responses) {
      expect([response.status, await codeOf(response)]).toEqual([404, "upload-not-found"]);
    }
  }
  expect((await head(upload, { Authorization: "Bearer ana" })).headers.get("Upload-Offset")).toBe("0");
});

test("OPTIONS names the extensions, and checksum is not among them", async () => {
  const { url } = await aTusServer({ maxSize: 1000 });
  const response = await fetch(url, { method: "OPTIONS" });
  expect(response.headers.get("Tus-Extension")).toBe(
    "creation,creation-with-upload,creation-defer-length,termination,expiration",
  );
  expect(response.headers.get("Tus-Max-Size")).toBe("1000");
  expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
});

test("pages of other origins are refused, those of the settings are not", async () => {
  const { url } = await aTusServer({ allowedOrigins: ["https://app.example"] });
  const allowed = await fetch(url, { method: "OPTIONS", headers: { Origin: "https://app.example" } });
  expect(allowed.headers.get("Access-Control-Allow-Origin")).toBe("https://app.example");
  const other = await fetch(url, { method: "OPTIONS", headers: { Origin: "https://evil.example" } });
  expect(other.headers.get("Access-Control-Allow-Origin")).not.toBe("https://evil.example");
});

test("PATCH by X-HTTP-Method-Override", async () => {
  const server = await aTusServer();
  const { upload } = await create(server, 2);
  const response = await fetch(upload, {
    method: "POST",
    headers: { ...HEADERS, ...BYTES, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH" },
    body: "ab",
  });
  expect(response.status).toBe(204);
  expect(await onlyEntry(server)).toMatchObject({ state: "waiting" });
});

test.each<[string, number, string, (server: TusServer) => Promise<Response>]>([
  ["a wrong offset", 409, "wrong-offset", async (server) => patch((await create(server, 5)).upload, 3, "ab")],
  [
    "more bytes than announced",
    413,
    "too-many-bytes",
    async (server) => patch((await create(server, 2)).upload, 0, "abcdef"),
  ],
  [
    "a file that is too large",
    413,
    "file-too-large",
    async (server) => (await create(server, 2000)).response,
  ],
  [
    "no name",
    400,
    "upload-metadata-invalid",
    async (server) => (await create(server, 5, { "Upload-Metadata": "filetype aW1hZ2UvanBlZw==" })).response,
  ],
  [
    "tags that are no object",
    400,
    "upload-metadata-invalid",
    async (server) =>
      (await create(server, 5, { "Upload-Metadata": metadata({ filename: "a", tags: "[1]" }) })).response,
  ],
  [
    "a checksum, which nobody would compare",
    400,
    "checksum-unsupported",
    async (server) =>
      patch((await create(server, 2)).upload, 0, "ab", {
        "Upload-Checksum": "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
      }),
  ],
])("%s is refused with %i %s", async (_, status, code, send) => {
  const response = await send(await aTusServer({ maxSize: 1000 }));
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect([response.status, await codeOf(response)]).toEqual([status, code]);
});

test("a request without Tus-Resumable is refused", async () => {
  const { url } = await aTusServer();
  expect((await fetch(url, { method: "POST" })).status).toBe(412);
});
