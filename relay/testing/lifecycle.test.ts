import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { aRelay, type Relay } from "./a-relay.ts";
import { selfSigned } from "./self-signed.ts";

const relays: Relay[] = [];
const started = async (options: Parameters<typeof aRelay>[0] = {}) => {
  const relay = await aRelay(options);
  relays.push(relay);
  return relay;
};
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.close();
});

const HEAD = "PUT /files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\nContent-Length: 5500\r\n\r\n";

/** A connection that has sent half of a file, and what comes back on it. */
const halfSent = async (relay: Relay) => {
  const socket = await relay.socket();
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(HEAD);
  socket.write(randomBytes(2500));
  await expect.poll(() => relay.files()[0]?.parts.size).toBeGreaterThan(0);
  return { socket, closed, answer: () => answer };
};
const small = async (options: Parameters<typeof aRelay>[0] = {}) => {
  const relay = await started({ oneRequestBytes: 1000, ...options });
  relay.service.partSize = 1000;
  return relay;
};

describe("when the relay is stopped", () => {
  test("it is not ready, refuses new requests, and lets the uploads under way finish", async () => {
    const relay = await small({ stopTimeout: 10_000 });
    const upload = await halfSent(relay);
    // A connection that is kept open may bring one more request.
    const kept = await relay.socket();
    let late = "";
    kept.on("data", (data) => {
      late += data;
    });
    kept.on("error", () => {});
    kept.write("PUT /files/b HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann\r\n");
    expect((await relay.send({ method: "GET", path: "/readyz" })).json).toEqual({ ready: true, reasons: [] });

    const stopped = relay.stop();
    await expect.poll(() => relay.lifecycle.reasons()).toEqual(["The relay is being stopped."]);
    await expect(relay.send({ body: "x" })).rejects.toMatchObject({ code: "ECONNREFUSED" });
    kept.write("Content-Length: 1\r\n\r\nx");
    await expect.poll(() => late).toMatch(/^HTTP\/1.1 503 [\s\S]*"code":"relay-stopping"/);
    expect(late).toMatch(/^Connection: close/m);

    upload.socket.write(randomBytes(3000));
    await stopped;
    await upload.closed;
    expect(upload.answer()).toMatch(/^HTTP\/1.1 201 /);
    expect(relay.files()[0]?.status).toBe("uploaded");
  });

  test("uploads that last longer than the deadline end with 503, and leave nothing", async () => {
    const relay = await small({ stopTimeout: 200 });
    const upload = await halfSent(relay);
    await relay.stop();
    await upload.closed;
    expect(upload.answer()).toMatch(/^HTTP\/1.1 503 [\s\S]*"code":"relay-stopping"/);
    expect(relay.files()).toEqual([]);
    expect(relay.buffers.usage()).toEqual({ memory: 0, disk: 0 });
  });
});

test("readiness has the reasons of other parts; health does not", async () => {
  const relay = await started();
  relay.lifecycle.check(() => "The disk has failed.");
  expect(await relay.send({ method: "GET", path: "/readyz" })).toMatchObject({
    status: 503,
    json: { ready: false, reasons: ["The disk has failed."] },
  });
  expect((await relay.send({ method: "GET", path: "/healthz" })).status).toBe(200);
});

describe("TLS", () => {
  test("by files, which are read again when they were renewed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "malote-tls-"));
    const tls = { certificate: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    const renew = async () => {
      const { certificate, key } = selfSigned();
      await writeFile(tls.certificate, certificate);
      await writeFile(tls.key, key);
      return certificate;
    };
    const put = (ca: string, port: number) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization: "Bearer ann" };
        request(
          { host: "localhost", port, ca, method: "PUT", path: "/files/a", headers, agent: false },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        )
          .on("error", reject)
          .end("x");
      });

    const first = await renew();
    const relay = await started({ tls });
    expect(await put(first, relay.port)).toBe(201);
    const second = await renew();
    await relay.reloadTls();
    expect(await put(second, relay.port)).toBe(201);
    await expect(put(first, relay.port)).rejects.toThrow();

    // Half a certificate is refused, and the good one stays.
    await writeFile(tls.certificate, second.slice(0, 200));
    await expect(relay.reloadTls()).rejects.toThrow();
    expect(await put(second, relay.port)).toBe(201);
    await expect(
      new Promise((_, reject) => {
        connect({
          port: relay.port,
          host: "localhost",
          ca: second,
          maxVersion: "TLSv1.1",
          minVersion: "TLSv1",
        }).on("error", reject);
      }),
    ).rejects.toThrow();
    await rm(folder, { recursive: true });
  });
});
