import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { crcOf } from "../../client/testing/fake-service.ts";
import { aForm, aRelay, MIB, type Relay } from "./a-relay.ts";

let relay: Relay;
beforeEach(async () => {
  relay = await aRelay();
});
afterEach(() => relay.close());

const pieces = async function* (bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

describe("PUT /files/{name}", () => {
  test.each([
    0,
    1,
    65_537,
    8 * MIB - 1,
    8 * MIB,
    8 * MIB + 1,
    12 * MIB + 1,
  ])("%d bytes, of known length and chunked: the same bytes arrive", async (size) => {
    const bytes = randomBytes(size);
    for (const body of [bytes, pieces(bytes)]) {
      relay.service.files.clear();
      const response = await relay.send({ body, headers: { "content-type": "image/jpeg" } });
      expect(response).toMatchObject({
        status: 201,
        json: {
          len: size,
          file_name: "a.bin",
          status: "uploaded",
          checksum: { algorithm: "CRC32", value: crcOf(bytes) },
        },
      });
      const [file] = relay.files();
      expect(response.headers.location).toBe(`/files/${file?.file_id}`);
      expect(file?.bytes?.equals(bytes)).toBe(true);
      expect(file?.body).toMatchObject({ on_behalf_of: "ann", type: "image/jpeg" });
      expect(relay.buffers.usage()).toEqual({ memory: 0, disk: 0 });
    }
  });
});

describe("a name", () => {
  // Drawn from what pickers, phones and people make.
  const NAMES = [
    "a?b#c%2B+d.txt",
    "100%%.txt",
    `"quotes" 'and' $HOME \`id\`.txt`,
    "отчёт за май.pdf",
    "会議資料（最終版）.pdf",
    "한글 파일.pdf".normalize("NFD"),
    "हिन्दी क़लम.txt",
    "family 👨‍👩‍👧‍👦 photo.jpg",
    "\u202Egnp.exe.txt",
    "Contract Mr. Smith",
    "Photo 12.03.2024, 10 15 30",
    "trailing dot.",
    "trailing space ",
    ".gitignore",
    "x.tar.gz",
    "CON",
    "image:1234",
    "1000000018",
    "ж".repeat(127),
    "a".repeat(255),
    "constructor",
    "__proto__",
  ];
  test.each(NAMES)("%.40s arrives as it is, in NFC", async (name) => {
    const response = await relay.send({ path: `/files/${encodeURIComponent(name)}`, body: "x" });
    expect(response).toMatchObject({ status: 201, json: { file_name: name.normalize("NFC") } });
    expect(relay.files()[0]?.body["file_name"]).toBe(name.normalize("NFC"));
  });

  test.each([
    ["/files/..%2fetc%2fpasswd", 400],
    ["/files/a%2Fb.txt", 400],
    ["/files/a%5Cb.txt", 400],
    ["/files/..", 400],
    ["/files/%2e%2e", 400],
    ["/files/a%0d%0aX-Injected:%201", 400],
    ["/files/a%00b", 400],
    ["/files/%E2%80%A8", 400],
    ["/files/%ff%fe.txt", 400],
    ["/files/%", 400],
    ["/files/%20", 400],
    ["/files/", 400],
    ["/files", 400],
    ["/files/a/b", 404],
    ["/files//b", 404],
    [`/files/${"a".repeat(256)}`, 400],
    [`/files/${"%D0%B6".repeat(128)}`, 400],
    [`/files/${"a".repeat(20_000)}`, 431],
  ])("number %# is refused, and nothing of the body is read", async (path, status) => {
    const response = await relay.raw(
      `PUT ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: 3\r\nConnection: close\r\n\r\n`,
      "abc",
    );
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(response).toContain("application/problem+json");
    expect(response).not.toMatch(/^X-Injected/m);
    expect(relay.service.requests).toEqual([]);
  });
});

describe("labels", () => {
  test("come from the query", async () => {
    await relay.send({
      path: "/files/a.bin?path=trips/S%C3%A3o%20Paulo&tag=album:summer&tag=a:b:c&type=image/png",
      headers: { "content-type": "text/plain" },
      body: "x",
    });
    expect(relay.files()[0]?.body).toMatchObject({
      path: "trips/São Paulo",
      tags: { album: "summer", a: "b:c" },
      type: "image/png",
    });
  });
  test("come from headers: the path percent-encoded, tags as JSON in UTF-8", async () => {
    await relay.send({
      headers: {
        "malote-path": "trips/S%C3%A3o%20Paulo",
        "malote-tags": Buffer.from(JSON.stringify({ album: "verão" })).toString("latin1"),
      },
      // With a string, Node.js would write the headers as UTF-8, too.
      body: Buffer.from("x"),
    });
    expect(relay.files()[0]?.body).toMatchObject({ path: "trips/São Paulo", tags: { album: "verão" } });
  });
  test.each<[string, Record<string, string>]>([
    ["/files/a?path=", {}],
    ["/files/a?tag=nocolon", {}],
    ["/files/a", { "malote-tags": "{" }],
    ["/files/a", { "malote-tags": "[]" }],
    ["/files/a", { "malote-tags": '{"a":1}' }],
    ["/files/a", { "malote-tags": "\xff" }],
    ["/files/a", { "malote-path": "%ff" }],
    ["/files/a", { "idempotency-key": "a b" }],
    ["/files/a", { "content-range": "bytes 0-1/2" }],
  ])("%s %j is refused", async (path, headers) => {
    expect(await relay.send({ path, headers, body: "x" })).toMatchObject({
      status: 400,
      json: { code: "invalid-request" },
    });
    expect(relay.service.requests).toEqual([]);
  });
  test("a type that curl invents is not passed on, and a form is refused", async () => {
    await relay.send({ headers: { "content-type": "application/x-www-form-urlencoded" }, body: "x" });
    expect(relay.files()[0]?.body["type"]).toBe("");
    const form = { "content-type": "multipart/form-data; boundary=x" };
    expect(await relay.send({ headers: form, body: "x" })).toMatchObject({ status: 415 });
    expect(await relay.send({ headers: { "content-encoding": "gzip" }, body: "x" })).toMatchObject({
      status: 415,
    });
  });
});

test.each(["pth=a", "Path=a", "path=a&foo"])("the query ?%s has an unknown parameter", async (query) => {
  const response = await relay.send({ path: `/files/a.bin?${query}`, body: "x" });
  expect(response).toMatchObject({ status: 400, json: { code: "invalid-request" } });
  expect(response.json["detail"]).toMatch(/There is no query parameter .* Known are path, tag, type\./);
  expect(relay.service.requests).toEqual([]);
});

describe("Prefer: respond-async", () => {
  test.each([
    "respond-async",
    "Respond-Async, wait=10",
    "wait=10,respond-async; x=y",
  ])("%s keeps the file, and tells where to look", async (prefer) => {
    const response = await relay.send({ headers: { prefer }, body: "kept" });
    const [entry] = [...relay.store.entries.values()];
    expect(response).toMatchObject({
      status: 202,
      headers: { "preference-applied": "respond-async", location: `/files/${entry?.id}` },
      json: { id: entry?.id, state: "waiting" },
    });
    expect(entry?.bytes.toString()).toBe("kept");
    expect(relay.service.requests).toEqual([]);
    expect(response.text).not.toContain(entry?.key);
  });
  test.each([
    "respond-asynchronously",
    "wait=10",
    "x=respond-async",
  ])("%s is another preference", async (prefer) => {
    expect(await relay.send({ headers: { prefer }, body: "x" })).toMatchObject({ status: 201 });
  });
  test.each([
    ["chunked", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"],
    ["of known length", "Content-Length: 50\r\n\r\nhello"],
  ])("never keeps a body that was cut off: %s", async (_, rest) => {
    for (const end of ["end", "resetAndDestroy"] as const) {
      const socket = await relay.socket();
      let answer = "";
      socket.on("data", (data) => {
        answer += data;
      });
      socket.on("error", () => {});
      const head =
        "PUT /files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nPrefer: respond-async\r\n";
      await new Promise<void>((resolve) => socket.write(head + rest, () => resolve()));
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket[end]();
      await closed;
      expect(answer).not.toMatch(/HTTP\/1.1 2/);
    }
    await expect.poll(() => relay.logs.filter(({ msg }) => msg === "request").length).toBeGreaterThan(0);
    expect(relay.store.entries.size).toBe(0);
  });
  test("may be what the relay does without it", async () => {
    const other = await aRelay({ storeByDefault: true });
    const response = await other.send({ body: "x" });
    expect(response.status).toBe(202);
    expect(response.headers["preference-applied"]).toBeUndefined();
    await other.close();
  });
});

describe("GET /files/{id}", () => {
  test("returns an entry of the spool to its owner alone", async () => {
    const { json } = await relay.send({ headers: { prefer: "respond-async" }, body: "x" });
    const path = `/files/${json["id"]}`;
    expect(await relay.send({ method: "GET", path })).toMatchObject({
      status: 200,
      json: { state: "waiting" },
    });
    const bob = { authorization: "Bearer bob" };
    expect(await relay.send({ method: "GET", path, headers: bob })).toMatchObject({
      status: 404,
      json: { code: "file-not-found" },
    });
    expect(relay.service.requests).toEqual([]);
  });
  test("asks the service with the caller's own token", async () => {
    const { headers } = await relay.send({ body: "x" });
    expect(await relay.send({ method: "GET", path: String(headers.location) })).toMatchObject({
      status: 200,
      json: { status: "uploaded" },
    });
    expect(relay.service.requests.at(-1)?.headers.get("authorization")).toBe("Bearer ann");
  });
  test("passes on that the service refuses the caller's token", async () => {
    relay.service.faults.push(() =>
      Response.json({ code: "unauthenticated", detail: "Expired." }, { status: 401 }),
    );
    expect(await relay.send({ method: "GET", path: "/files/no-such-file" })).toMatchObject({
      status: 401,
      json: { code: "unauthenticated" },
    });
  });
  test.each(["no-such-file", "..%2f..%2fmetrics", "a", "x".repeat(65)])("%s is 404", async (id) => {
    expect(await relay.send({ method: "GET", path: `/files/${id}` })).toMatchObject({ status: 404 });
  });
});

describe("the service's own limits", () => {
  const kept = { prefer: "respond-async" };
  beforeEach(async () => {
    relay.service.description = {
      ...relay.service.description,
      max_file_bytes: 1000,
      denied_extensions: [".exe"],
    };
    await relay.limits.refresh();
  });

  test("a file that is too large gets 413 instead of 202, before its body is read if its length is known", async () => {
    // The body never ends.
    const body = (async function* () {
      yield new Uint8Array(10);
      await new Promise(() => {});
    })();
    const known = await relay.send({ headers: { ...kept, "content-length": 1001 }, body });
    expect(known).toMatchObject({ status: 413, json: { code: "file-too-large" } });
    const chunked = await relay.send({ headers: kept, body: pieces(randomBytes(1001), 100) });
    expect(chunked).toMatchObject({ status: 413, json: { code: "file-too-large" } });
    expect(relay.store.entries.size).toBe(0);
    expect(await relay.send({ headers: kept, body: randomBytes(1000) })).toMatchObject({ status: 202 });
  });

  test("a denied extension gets 415, also in a form", async () => {
    const refused = { status: 415, json: { code: "type-not-allowed" } };
    expect(await relay.send({ path: "/files/evil.exe", headers: kept, body: "x" })).toMatchObject(refused);
    const form = aForm([{ name: "file", filename: "evil.exe", content: "x" }]);
    expect(
      await relay.send({
        method: "POST",
        path: "/files",
        headers: { ...kept, ...form.headers },
        body: form.body,
      }),
    ).toMatchObject(refused);
    expect(relay.store.entries.size).toBe(0);
  });
});
