import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
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

const head = (line: string, headers: string[] = []) =>
  [line, "Host: relay", "Authorization: Bearer ann", ...headers, "", ""].join("\r\n");

describe("before a byte of the body is read", () => {
  test.each([
    [
      "no token",
      "PUT /files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n",
      401,
      "unauthenticated",
    ],
    [
      "a length over the limit",
      head("PUT /files/a HTTP/1.1", ["Content-Length: 1001"]),
      413,
      "file-too-large",
    ],
    ["no length", head("PUT /files/a HTTP/1.1", ["Connection: close"]), 411, "length-required"],
    ["a bad name", head("PUT /files/%2e HTTP/1.1", ["Content-Length: 1001"]), 400, "invalid-request"],
  ])("%s is refused, with and without Expect", async (_, request, status, code) => {
    const relay = await started({ maxFileBytes: 1000 });
    for (const expectation of ["", "Expect: 100-continue\r\n"]) {
      const response = await relay.raw(request.replace("\r\nHost", `\r\n${expectation}Host`));
      expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(response).toContain(`"code":"${code}"`);
      expect(response).toMatch(/^Connection: close/m);
    }
    expect(relay.service.requests).toEqual([]);
  });

  test("what the service refuses is refused before 100 Continue", async () => {
    const relay = await started({ oneRequestBytes: 100 });
    relay.service.faults.push(({ path }) =>
      path === "/upload"
        ? Response.json({ code: "type-not-allowed", detail: "No .exe here." }, { status: 415 })
        : undefined,
    );
    const response = await relay.raw(
      head("PUT /files/a.exe HTTP/1.1", ["Content-Length: 5000", "Expect: 100-continue"]),
    );
    expect(response).toMatch(/^HTTP\/1.1 415 /);
    expect(response).toContain('"code":"type-not-allowed"');
  });

  test("an accepted request gets 100 Continue, and then its response", async () => {
    const relay = await started();
    const socket = await relay.socket();
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.write(head("PUT /files/a HTTP/1.1", ["Content-Length: 5", "Expect: 100-continue"]));
    await expect.poll(() => answer).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("hello");
    await expect.poll(() => answer).toContain("HTTP/1.1 201 Created");
    socket.destroy();
  });

  test("another expectation is 417", async () => {
    const relay = await started();
    expect(
      await relay.raw(
        head("PUT /files/a HTTP/1.1", ["Content-Length: 5", "Expect: magic", "Connection: close"]),
      ),
    ).toMatch(/^HTTP\/1.1 417 /);
  });
});

test("a client that is refused while it sends gets its response, and is then cut off", async () => {
  const relay = await started({ maxFileBytes: 1000 });
  const socket = await relay.socket();
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  socket.on("error", () => {});
  socket.write(head("PUT /files/a HTTP/1.1", ["Transfer-Encoding: chunked"]));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(65_536), Buffer.from("\r\n")]);
  const timer = setInterval(() => socket.writable && socket.write(chunk), 5);
  await closed;
  clearInterval(timer);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
  expect(answer).toContain('"code":"file-too-large"');
  expect(relay.files()).toEqual([]);
});

test("a client that reads nothing while it sends still finds the response", async () => {
  const relay = await started({ maxFileBytes: 1000, lingerTimeout: 5000 });
  const socket = await relay.socket();
  let broken = false;
  socket.on("error", () => {
    broken = true;
  });
  socket.write(head("PUT /files/a HTTP/1.1", ["Transfer-Encoding: chunked"]));
  const chunk = Buffer.concat([Buffer.from("1000\r\n"), Buffer.alloc(4096), Buffer.from("\r\n")]);
  // Nothing listens to its data, so the response waits in the operating system. A reset would delete it there.
  const refused = () => {
    socket.write(chunk);
    return relay.logs.some(({ code }) => code === "file-too-large");
  };
  await expect.poll(refused).toBe(true);
  for (let i = 0; i < 20 && !broken; i++)
    await new Promise<void>((resolve) => socket.write(chunk, () => resolve()));
  let answer = "";
  socket.on("data", (data) => {
    answer += data;
  });
  await expect.poll(() => answer).toMatch(/^HTTP\/1.1 413 /);
  expect(broken).toBe(false);
  socket.destroy();
});

describe("a client that is too slow", () => {
  test("with its headers gets 408", async () => {
    const relay = await started({ headersTimeout: 200 });
    expect(await relay.raw("PUT /files/a HTTP/1.1\r\nHost: x\r\n")).toMatch(
      /^HTTP\/1.1 408 [\s\S]*"code":"headers-too-slow"/,
    );
  });
  test("with its first byte, in plain and in TLS, is cut off", async () => {
    const plain = await started({ headersTimeout: 200 });
    expect(await plain.raw()).toMatch(/^(HTTP\/1.1 408 [\s\S]*)?$/);
    const folder = await mkdtemp(join(tmpdir(), "malote-tls-"));
    const tls = { certificate: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    const { certificate, key } = selfSigned();
    await writeFile(tls.certificate, certificate);
    await writeFile(tls.key, key);
    const secure = await started({ headersTimeout: 200, tls });
    expect(await secure.raw()).toBe("");
    expect(await secure.raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).toBe("");
    const open = connectTls({ port: secure.port, host: "127.0.0.1", rejectUnauthorized: false });
    open.on("error", () => {}).resume();
    await new Promise((resolve) => open.once("close", resolve));
    await rm(folder, { recursive: true });
  });
  test("with its body, which stands still, gets 408, and leaves nothing", async () => {
    const relay = await started({ idleTimeout: 150 });
    const response = await relay.raw(head("PUT /files/a HTTP/1.1", ["Content-Length: 50"]), "some bytes");
    expect(response).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"body-too-slow"/);
    expect(relay.files()).toEqual([]);
  });
  test("with its body, which trickles, gets 408", async () => {
    const relay = await started({ idleTimeout: 10_000, minSpeed: 1000, speedWindow: 300 });
    const socket = await relay.socket();
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => {});
    socket.write(head("PUT /files/a HTTP/1.1", ["Content-Length: 5000"]));
    const timer = setInterval(() => socket.writable && socket.write("x"), 20);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(timer);
    expect(answer).toContain('"code":"body-too-slow"');
  });
  test("but not slower than it may be, is served", async () => {
    const relay = await started({ idleTimeout: 1000, minSpeed: 100, speedWindow: 300 });
    const slowly = async function* () {
      for (let i = 0; i < 30; i++) {
        yield Buffer.alloc(100);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    expect(await relay.send({ body: slowly() })).toMatchObject({ status: 201, json: { len: 3000 } });
  });
});

describe("limits", () => {
  test("uploads at once: one more gets 503 with Retry-After", async () => {
    const relay = await started({ maxUploads: 1 });
    const socket = await relay.socket();
    socket.write(head("PUT /files/a HTTP/1.1", ["Content-Length: 5"]));
    socket.write("hel");
    await expect.poll(async () => (await relay.send({ body: "x" })).status).toBe(503);
    const refused = await relay.send({ body: "x" });
    expect(refused).toMatchObject({ headers: { "retry-after": "5" }, json: { code: "relay-busy" } });
    // Other routes still respond.
    expect((await relay.send({ method: "GET", path: "/files/none-such" })).status).toBe(404);
    socket.destroy();
    await expect.poll(async () => (await relay.send({ body: "x" })).status).toBe(201);
  });

  test("connections of one address", async () => {
    const relay = await started({ maxConnectionsPerClient: 2 });
    const first = await relay.socket();
    const second = await relay.socket();
    expect(await relay.raw()).toMatch(/^HTTP\/1.1 503 [\s\S]*"code":"too-many-connections"/);
    // What is sent on such a connection is not handled, also if the client does not close its side.
    const third = connectTcp({ port: relay.port, host: "127.0.0.1", allowHalfOpen: true });
    const ended = once(third, "end");
    third.on("error", () => {}).resume();
    third.write(`${head("PUT /files/a HTTP/1.1", ["Content-Length: 5"])}hello`);
    await ended;
    await sleep(300);
    expect(relay.far.service.requests).toEqual([]);
    third.destroy();
    first.destroy();
    await expect
      .poll(async () => (await relay.send({ body: "x" }).catch(() => ({ status: 0 }))).status)
      .toBe(201);
    second.destroy();
  });
});

describe("requests that are no valid HTTP", () => {
  test.each([
    ["no HTTP at all", "hello\r\n\r\n"],
    ["two lengths", head("PUT /files/a HTTP/1.1", ["Content-Length: 5", "Content-Length: 6"])],
    [
      "a length and chunks",
      head("PUT /files/a HTTP/1.1", ["Content-Length: 5", "Transfer-Encoding: chunked"]),
    ],
    ["a negative length", head("PUT /files/a HTTP/1.1", ["Content-Length: -5"])],
    ["a NUL in a header", head("PUT /files/a HTTP/1.1", ["X: a\0b"])],
    ["a bad chunk", `${head("PUT /files/a HTTP/1.1", ["Transfer-Encoding: chunked"])}zz\r\n`],
    ["a bare LF as the end of a header", "PUT /files/a HTTP/1.1\nHost: x\r\n\r\n"],
  ])("%s gets 400 and the end of the connection", async (_, request) => {
    const relay = await started();
    expect(await relay.raw(request)).toMatch(/^HTTP\/1.1 400 /);
    expect(relay.files()).toEqual([]);
  });

  test("garbage pipelined after a good request does not change its response", async () => {
    const relay = await started();
    const response = await relay.raw(
      `${head("PUT /files/a HTTP/1.1", ["Content-Length: 5"])}helloGARBAGE\r\n\r\n`,
    );
    expect(response).not.toMatch(/HTTP\/1.1 201[\s\S]*HTTP\/1.1 201/);
    expect(relay.files().filter(({ status }) => status === "uploaded").length).toBe(
      /HTTP\/1.1 201/.test(response) ? 1 : 0,
    );
  });

  test("requests one after the other in one write are each answered, in order", async () => {
    const relay = await started();
    const one = (name: string, close = "") =>
      `${head(`PUT /files/${name} HTTP/1.1`, ["Content-Length: 5", ...(close ? [close] : [])])}${name}${name}x`;
    const response = await relay.raw(one("aa") + one("bb") + one("cc", "Connection: close"));
    expect([...response.matchAll(/"file_name":"(\w+)"/g)].map(([, name]) => name)).toEqual([
      "aa",
      "bb",
      "cc",
    ]);
  });
});

describe("CORS", () => {
  const origins = ["https://app.example"];
  test("a preflight needs no token, and may ask for any header", async () => {
    const relay = await started({ origins });
    const response = await relay.send({
      method: "OPTIONS",
      headers: {
        origin: "https://app.example",
        authorization: "",
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization,traceparent,malote-path",
        "access-control-request-private-network": "true",
      },
    });
    expect(response).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": "https://app.example",
        "access-control-allow-headers": "authorization,traceparent,malote-path",
        "access-control-allow-methods": expect.stringContaining("PUT"),
        "access-control-allow-private-network": "true",
        vary: expect.stringContaining("Origin"),
      },
    });
  });
  test("responses and errors can be read, with their headers", async () => {
    const relay = await started({ origins });
    for (const headers of [{}, { authorization: "none" }]) {
      const response = await relay.send({
        headers: { origin: "https://app.example", ...headers },
        body: "x",
      });
      expect(response.headers).toMatchObject({
        "access-control-allow-origin": "https://app.example",
        "access-control-expose-headers": expect.stringContaining("Location"),
      });
    }
  });
  test("another origin gets no permission", async () => {
    const relay = await started({ origins });
    const response = await relay.send({
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "PUT" },
    });
    expect(response.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("responses", () => {
  test("have a request id, also in the problem and in the log; a client's own id is kept if it is harmless", async () => {
    const relay = await started();
    const refused = await relay.send({
      headers: { authorization: "none", "x-request-id": "abc-1" },
      body: "x",
    });
    expect(refused).toMatchObject({ headers: { "x-request-id": "abc-1" }, json: { instance: "abc-1" } });
    expect(refused.headers["www-authenticate"]).toBe("Bearer");
    const odd = await relay.send({ headers: { "x-request-id": "a b\tc" }, body: "x" });
    expect(odd.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    await expect
      .poll(() => relay.logs)
      .toContainEqual(expect.objectContaining({ request_id: "abc-1", status: 401 }));
  });

  test("logs hold no token, no name of a file and no signed URL", async () => {
    const relay = await started();
    await relay.send({
      path: "/files/private-name.txt?path=secret-folder",
      headers: { authorization: "Bearer s3cret" },
      body: "x",
    });
    relay.service.faults.push(({ path }) => (path.startsWith("/s3") ? "drop" : undefined));
    await relay.send({
      path: "/files/private-name.txt",
      headers: { authorization: "Bearer s3cret" },
      body: "x",
    });
    relay.service.faults.length = 0;
    relay.service.faults.push(() => new Response("https://s3/x?X-Amz-Signature=abc", { status: 500 }));
    await relay.send({
      path: "/files/private-name.txt",
      headers: { authorization: "Bearer s3cret" },
      body: "x",
    });
    await expect.poll(() => relay.logs.filter(({ msg }) => msg === "request").length).toBe(3);
    const text = JSON.stringify(relay.logs).replaceAll('"owner":"s3cret"', "");
    expect(text).not.toMatch(/s3cret|private-name|secret-folder|Signature|Policy|authorization/i);
  });

  test("unknown routes and methods are problems", async () => {
    const relay = await started();
    expect(await relay.send({ path: "/none" })).toMatchObject({
      status: 404,
      json: { code: "route-not-found" },
    });
    expect(await relay.send({ method: "DELETE" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, PUT" },
    });
    expect(await relay.send({ method: "GET", path: "/files" })).toMatchObject({
      status: 405,
      headers: { allow: "POST" },
    });
  });

  test("have helmet's headers, and no X-Powered-By", async () => {
    const { headers } = await (await started()).send({ method: "GET", path: "/healthz" });
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff" });
    expect(headers).not.toHaveProperty("x-powered-by");
  });

  test("an unknown error says nothing of the inside", async () => {
    const relay = await started({
      mounted: [
        {
          path: "/broken",
          handler: () => {
            throw new Error("the password is 12345");
          },
        },
      ],
    });
    const response = await relay.send({ method: "GET", path: "/broken" });
    expect(response).toMatchObject({ status: 500, json: { code: "internal-error" } });
    expect(response.text).not.toContain("12345");
  });
});

describe("where the relay connects is its own decision", () => {
  test.each([
    [
      "Host",
      head("PUT /files/a HTTP/1.1", ["Content-Length: 1", "Connection: close"]).replace(
        "Host: relay",
        "Host: 127.0.0.1:1",
      ),
    ],
    [
      "X-Forwarded-Host, Forwarded and their like",
      head("PUT /files/a HTTP/1.1", [
        "Content-Length: 1",
        "Connection: close",
        "X-Forwarded-Host: 127.0.0.1:1",
        "X-Forwarded-Proto: https",
        "X-Forwarded-For: 10.0.0.1",
        "Forwarded: host=127.0.0.1:1",
        "X-Original-URL: /metrics",
        "X-Rewrite-URL: http://127.0.0.1:1/",
        "X-HTTP-Method-Override: DELETE",
      ]),
    ],
    [
      "a request target in absolute form",
      head("PUT http://127.0.0.1:1/files/a HTTP/1.1", ["Content-Length: 1", "Connection: close"]),
    ],
    [
      "a name that is a URL",
      head("PUT /files/http:127.0.0.1:1@x HTTP/1.1", ["Content-Length: 1", "Connection: close"]),
    ],
  ])("whatever %s says", async (_, request) => {
    const relay = await started();
    const response = await relay.raw(`${request}x`);
    expect(response).toMatch(/^HTTP\/1.1 201 /);
    expect(response).toMatch(/^Location: \/files\//m);
    expect(relay.files()[0]?.bytes?.toString()).toBe("x");
    expect(relay.files()[0]?.body["on_behalf_of"]).toBe("ann");
  });
  test("CONNECT and a scheme of another kind do nothing", async () => {
    const relay = await started();
    expect(await relay.raw("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n")).not.toMatch(/^HTTP\/1.1 2/);
    expect(await relay.raw(head("GET file:///etc/passwd HTTP/1.1", ["Connection: close"]))).toMatch(
      /^HTTP\/1.1 404 /,
    );
    expect(relay.service.requests).toEqual([]);
  });
});
