import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { crcOf } from "../../client/testing/fake-service.ts";
import { aForm, aRelay, MIB, type Relay } from "./a-relay.ts";
import { randomFrom } from "./random-from.ts";

const relays: Relay[] = [];
const started = async (options: Parameters<typeof aRelay>[0] = {}) => {
  const relay = await aRelay(options);
  relays.push(relay);
  return relay;
};
/** A relay and a service with parts of 1,000 bytes. */
const small = async (options: Parameters<typeof aRelay>[0] = {}) => {
  const relay = await started({ oneRequestBytes: 1000, ...options });
  relay.service.partSize = 1000;
  return relay;
};
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.close();
});

const pieces = async function* (bytes: Uint8Array, size = 300) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

describe("bytes go on while they arrive", () => {
  test("the first part leaves before the body has ended", async () => {
    const relay = await small();
    const bytes = randomBytes(5500);
    let sent = 0;
    const body = async function* () {
      for await (const piece of pieces(bytes)) {
        // Nothing but the arrival of parts lets this body go on.
        const parts = Math.floor(sent / 1000);
        await expect
          .poll(() => relay.files()[0]?.parts.size ?? 0)
          .toBeGreaterThanOrEqual(Math.max(0, parts - 1));
        sent += piece.length;
        yield piece;
      }
    };
    expect(await relay.send({ body: body() })).toMatchObject({ status: 201, json: { len: 5500 } });
    expect(relay.files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  test("a far end that stands still stops the client, and no more than a few parts are kept", async () => {
    const relay = await started({ connections: 2 });
    relay.service.partSize = MIB;
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    relay.far.disturbs.push((request) => {
      if (request.method !== "PUT" || !request.url?.startsWith("/s3")) return false;
      request.pause();
      return true;
    });
    const socket = await relay.socket();
    socket.on("error", () => {});
    socket.write(
      `PUT /files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: ${1024 * MIB}\r\n\r\n`,
    );
    let written = 0;
    const chunk = Buffer.alloc(65_536);
    let stopped = false;
    const write = async () => {
      while (!stopped && written < 512 * MIB) {
        written += chunk.length;
        if (!socket.write(chunk)) await Promise.race([new Promise((r) => socket.once("drain", r)), gate]);
      }
    };
    const writing = write();
    await expect.poll(() => relay.buffers.usage().memory).toBeGreaterThanOrEqual(3 * MIB);
    let last = -1;
    await expect
      .poll(
        () => {
          const same = written === last;
          last = written;
          return same;
        },
        { interval: 200 },
      )
      .toBe(true);
    stopped = true;
    open();
    await writing;
    // Two parts on their way, and one that is full. The rest is in the sockets of the operating system.
    expect(relay.buffers.usage().memory).toBeLessThanOrEqual(4 * MIB);
    expect(written).toBeLessThan(24 * MIB);
    socket.destroy();
  });

  test("parts over the memory go to the disk, and arrive unchanged", async () => {
    const relay = await started({ memory: 3 * MIB, connections: 2 });
    relay.service.partSize = 2 * MIB;
    let disk = 0;
    relay.service.faults.push(() => {
      disk = Math.max(disk, relay.buffers.usage().disk);
      return undefined;
    });
    const bytes = randomBytes(20 * MIB + 1);
    const response = await relay.send({ body: bytes });
    expect(response).toMatchObject({ status: 201, json: { checksum: { value: crcOf(bytes) } } });
    expect(relay.files()[0]?.bytes?.equals(bytes)).toBe(true);
    expect(disk).toBeGreaterThan(0);
    expect(relay.buffers.usage()).toEqual({ memory: 0, disk: 0 });
  });
});

describe("when the far end fails, the client gets an error, and nothing is left:", () => {
  const respond =
    (status: number, headers = {}) =>
    () =>
      new Response("{}", { status, headers });

  test.each<[string, (relay: Relay) => void, number, string]>([
    [
      "503 of the service",
      (r) =>
        void r.service.faults.push(({ path }) => (path === "/upload-parts" ? respond(503)() : undefined)),
      503,
      "unexpected-response",
    ],
    [
      "500 of the service at the confirmation",
      (r) =>
        void r.service.faults.push(({ path }) => (path === "/confirm-upload" ? respond(500)() : undefined)),
      502,
      "unexpected-response",
    ],
    [
      "a connection that breaks",
      (r) => void r.service.faults.push(({ path }) => (path === "/confirm-upload" ? "drop" : undefined)),
      502,
      "service-unreachable",
    ],
    [
      "a response that is lost",
      (r) =>
        void r.service.faults.push(({ path }) => (path === "/confirm-upload" ? "drop-response" : undefined)),
      502,
      "service-unreachable",
    ],
    [
      "S3's 500 in the middle",
      (r) =>
        void r.service.faults.push(({ method, query }) =>
          method === "PUT" && query.get("part") === "3" ? respond(500)() : undefined,
        ),
      502,
      "storage-refused",
    ],
    [
      "S3's connection breaks in the middle",
      (r) =>
        void r.service.faults.push(({ method, query }) =>
          method === "PUT" && query.get("part") === "3" ? "drop" : undefined,
        ),
      502,
      "service-unreachable",
    ],
    [
      "S3 is silent",
      (r) => void r.far.disturbs.push(({ method }) => method === "PUT"),
      504,
      "storage-stalled",
    ],
    [
      "the service is silent",
      (r) => void r.far.disturbs.push(({ url }) => url === "/upload"),
      504,
      "service-timeout",
    ],
    [
      "the relay's own token is refused",
      (r) => void r.service.faults.push(({ path }) => (path === "/upload" ? respond(403)() : undefined)),
      502,
      "relay-refused",
    ],
    [
      "a quota",
      (r) =>
        void r.service.faults.push(({ path }) =>
          path === "/upload"
            ? Response.json(
                { code: "too-many-files", detail: "Later." },
                { status: 429, headers: { "Retry-After": "120" } },
              )
            : undefined,
        ),
      429,
      "too-many-files",
    ],
    [
      "a refused type",
      (r) =>
        void r.service.faults.push(({ path }) =>
          path === "/upload"
            ? Response.json({ code: "type-not-allowed", detail: "No." }, { status: 415 })
            : undefined,
        ),
      415,
      "type-not-allowed",
    ],
  ])("%s", async (_, disturb, status, code) => {
    const relay = await small({ connect: { timeout: 300, stallTimeout: 200 } });
    disturb(relay);
    for (const body of [randomBytes(5500), pieces(randomBytes(5500))]) {
      const response = await relay.send({ body });
      expect(response).toMatchObject({ status, json: { status, code } });
      if (status >= 429 && code !== "relay-refused") expect(response.headers["retry-after"]).toBeDefined();
      expect(response.text).not.toMatch(/http:|Signature|crc=/);
    }
    const form = aForm([{ name: "f", filename: "a", content: randomBytes(5500) }]);
    expect(await relay.send({ method: "POST", path: "/files", ...form })).toMatchObject({ status });
    await expect.poll(() => relay.files()).toEqual([]);
    expect(relay.buffers.usage()).toEqual({ memory: 0, disk: 0 });
  });

  test("the line comes back after the response: what was left is removed then", async () => {
    const relay = await small();
    let down = false;
    relay.service.faults.push(({ path, method }) => {
      if (path === "/confirm-upload") down = true;
      return down && (path === "/confirm-upload" || method === "DELETE") ? "drop" : undefined;
    });
    expect((await relay.send({ body: randomBytes(5500) })).status).toBe(502);
    expect(relay.files()).toHaveLength(1);
    await expect.poll(() => relay.leftovers.size).toBe(1);
    relay.service.faults.length = 0;
    await expect.poll(() => relay.files(), { timeout: 5000 }).toEqual([]);
    await expect.poll(() => relay.leftovers.size).toBe(0);
  });
});

describe("a client that is gone leaves nothing:", () => {
  const random = randomFrom(20261126);
  const CASES = Array.from({ length: 24 }, (_, i) => {
    const size = [3000, 5500, 100_000][i % 3] ?? 0;
    return [i, size, Math.floor(random() * size), i % 2 === 0, i % 4 < 2] as const;
  });
  test.each(
    CASES,
  )("case %i: %i bytes, gone after %i (chunked: %s, reset: %s)", async (_, size, at, chunked, reset) => {
    const relay = await small();
    const socket = await relay.socket();
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => {});
    const length = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${size}`;
    socket.write(`PUT /files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\n${length}\r\n\r\n`);
    const bytes = randomBytes(at);
    for (let from = 0; from < at; from += 700) {
      const piece = bytes.subarray(from, from + 700);
      if (chunked)
        socket.write(
          Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")]),
        );
      else socket.write(piece);
      if (random() < 0.2) await new Promise((resolve) => setImmediate(resolve));
    }
    const closed = new Promise((resolve) => socket.once("close", resolve));
    if (reset) socket.resetAndDestroy();
    else socket.end();
    await closed;
    expect(answer).not.toMatch(/HTTP\/1.1 2/);
    await expect.poll(() => relay.logs.filter(({ msg }) => msg === "request").length).toBe(1);
    // Nobody is told, so no log calls it a failure.
    expect(relay.logs).toContainEqual(expect.objectContaining({ msg: "request", status: 499 }));
    expect(relay.logs.filter(({ level }) => Number(level) > 30)).toEqual([]);
    await expect
      .poll(() => [relay.files(), relay.buffers.usage(), relay.leftovers.size])
      .toEqual([[], { memory: 0, disk: 0 }, 0]);
  });

  test("after its last byte, before the response", async () => {
    const relay = await small();
    let confirming = () => {};
    const began = new Promise<void>((resolve) => {
      confirming = resolve;
    });
    relay.far.disturbs.push(({ url }) => {
      if (url === "/confirm-upload") confirming();
      return url === "/confirm-upload";
    });
    const socket = await relay.socket();
    socket.write(
      "PUT /files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: 5\r\n\r\nhello",
    );
    await began;
    socket.destroy();
    await expect.poll(() => relay.files()).toEqual([]);
  });
});

describe("a key of the client", () => {
  const key = { "idempotency-key": "k1" };
  test("is another key for another user, and is not the service's key", async () => {
    const relay = await small();
    await relay.send({ body: "x", headers: key });
    await relay.send({ body: "x", headers: { ...key, authorization: "Bearer bob" } });
    const keys = relay.service.requests
      .filter(({ path }) => path === "/upload")
      .map(({ headers }) => headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(2);
    expect(relay.files()).toHaveLength(2);
  });

  test.each([
    ["small", 500],
    ["in parts", 5500],
  ])("whose response was lost gives the same file again: %s", async (_, size) => {
    const relay = await small();
    relay.service.statuses = ["completed", "completed"];
    const bytes = randomBytes(size);
    const first = await relay.send({ body: bytes, headers: key });
    const again = await relay.send({ body: bytes, headers: key });
    expect(again).toMatchObject({ status: 201, json: { file_id: first.json["file_id"], len: size } });
    const other = await relay.send({ body: randomBytes(size), headers: key });
    expect(other).toMatchObject({ status: 422, json: { code: "idempotency-conflict" } });
    expect(relay.files()).toHaveLength(1);
  });

  test("is good for another attempt after a failure, which has used up the service's key", async () => {
    const relay = await small();
    relay.service.faults.push(({ path }) =>
      path === "/confirm-upload" ? new Response("", { status: 500 }) : undefined,
    );
    const bytes = randomBytes(5500);
    for (let i = 0; i < 3; i++) {
      expect((await relay.send({ body: bytes, headers: key })).status).toBe(502);
      await expect.poll(() => relay.files()).toEqual([]);
    }
    relay.service.faults.length = 0;
    expect((await relay.send({ body: bytes, headers: key })).status).toBe(201);
    expect(relay.files()[0]?.bytes?.equals(bytes)).toBe(true);
  });

  test("whose first request is a dead connection is taken over by the second one", async () => {
    const relay = await small();
    const socket = await relay.socket();
    socket.write(
      "PUT /files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nIdempotency-Key: k1\r\nContent-Length: 5500\r\n\r\n",
    );
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.write(randomBytes(2500));
    await expect.poll(() => relay.files()[0]?.parts.size).toBeGreaterThan(0);
    const bytes = randomBytes(5500);
    expect((await relay.send({ body: bytes, headers: key })).status).toBe(201);
    expect(relay.files()).toHaveLength(1);
    expect(relay.files()[0]?.bytes?.equals(bytes)).toBe(true);
    await expect.poll(() => answer).toMatch(/^HTTP\/1.1 409 [\s\S]*"code":"request-replaced"/);
    socket.destroy();
  });
});

test("a small file needs no description of the service", async () => {
  const relay = await started();
  relay.service.faults.push(({ path }) => (path === "/.well-known/malote" ? "drop" : undefined));
  for (const body of [randomBytes(5000), pieces(randomBytes(5000))]) {
    expect((await relay.send({ body })).status).toBe(201);
  }
});

describe("a limit", () => {
  test("of the relay holds for bodies of unknown length", async () => {
    const relay = await small({ maxFileBytes: 3000 });
    expect((await relay.send({ body: pieces(randomBytes(3000)) })).status).toBe(201);
    expect(await relay.send({ body: pieces(randomBytes(3001)) })).toMatchObject({
      status: 413,
      json: { code: "file-too-large" },
    });
    const form = aForm([{ name: "f", filename: "a", content: randomBytes(3001) }]);
    expect(await relay.send({ method: "POST", path: "/files", ...form })).toMatchObject({ status: 413 });
    await expect.poll(() => relay.files().length).toBe(1);
  });
  test("of the service holds, too", async () => {
    const relay = await small();
    relay.service.description = { ...relay.service.description, max_file_bytes: 3000 };
    expect(await relay.send({ body: pieces(randomBytes(3001)) })).toMatchObject({ status: 413 });
    await expect.poll(() => relay.files()).toEqual([]);
  });
});
