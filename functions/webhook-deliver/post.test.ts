import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { selfSigned } from "../../relay/testing/self-signed.ts";
import type { Resolve } from "./checked-lookup.ts";
import { createPost } from "./post.ts";

/** Of the name localhost, which resolves to what a test says. */
const { certificate: ca, key } = selfSigned();
const servers: Server[] = [];

const listening = async (server: Server, host = "127.0.0.1", port = 0): Promise<number> => {
  servers.push(server);
  await new Promise<void>((done, fail) => {
    server.once("error", fail).listen(port, host, done);
  });
  return (server.address() as AddressInfo).port;
};
const serve = async (respond: RequestListener) =>
  `http://127.0.0.1:${await listening(createServer(respond))}/`;

afterEach(async () => {
  for (const server of servers.splice(0))
    await new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
});

/** Resolves a name to one address after another, and then to the last one again and again. */
const rebinding = (...answers: string[][]) => {
  const asked: string[] = [];
  const resolve: Resolve = (hostname, _, callback) => {
    asked.push(hostname);
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { resolve, asked };
};

describe("a webhook by HTTPS to a name", () => {
  /** A server that must not be reached, and whether it was. */
  const aPrivateServer = async () => {
    let connections = 0;
    const server = createTlsServer({ key, cert: ca }, (_, response) => {
      response.end("inside");
    });
    server.on("connection", () => connections++);
    return { port: await listening(server), connections: () => connections };
  };
  const REFUSED = { error: "The address of localhost is not one of the public internet." };

  test("goes to the address that was checked", async () => {
    const server = createTlsServer({ key, cert: ca }, (request, response) => {
      response.end(`${request.method} ${request.url} ${request.headers.host}`);
    });
    const port = await listening(server);
    const { resolve } = rebinding(["127.0.0.1"]);
    const post = createPost({ allowLocal: false, resolve, isAllowed: () => true, ca });

    await expect(post(`https://localhost:${port}/malote`, {}, "{}")).resolves.toEqual({
      status: 200,
      response: `POST /malote localhost:${port}`,
    });
  });

  test("does not reach a private address that the name had all along", async () => {
    const { port, connections } = await aPrivateServer();
    const { resolve } = rebinding(["127.0.0.1"]);
    await expect(
      createPost({ allowLocal: false, resolve })(`https://localhost:${port}/`, {}, ""),
    ).resolves.toEqual(REFUSED);
    expect(connections()).toBe(0);
  });

  test("does not reach a private address to which the name changes after it was resolved (DNS rebinding)", async () => {
    const { port, connections } = await aPrivateServer();
    const { resolve, asked } = rebinding(["127.0.0.2"], ["127.0.0.1"]);
    // 127.0.0.2 stands for a public address. Nothing listens there.
    const isAllowed = (address: string) => address === "127.0.0.2";
    const post = createPost({ allowLocal: false, resolve, isAllowed, ca, timeoutMs: 2000 });
    const url = `https://localhost:${port}/`;

    // The first one resolves to 127.0.0.2 and connects there, although the name has changed meanwhile.
    await expect(post(url, {}, "")).resolves.toHaveProperty(
      "error",
      expect.stringContaining("No connection"),
    );
    expect(asked).toHaveLength(1);
    await expect(post(url, {}, "")).resolves.toEqual(REFUSED);
    expect(asked).toHaveLength(2);
    expect(connections()).toBe(0);
  });

  test.each([
    ["one of its addresses is private", ["203.0.114.1", "10.0.0.1"]],
    ["it is a mapped IPv4 address", ["::ffff:127.0.0.1"]],
    ["it leads to the metadata", ["169.254.169.254"]],
    ["it has no address", []],
  ])("is refused if %s", async (_, addresses) => {
    const { resolve } = rebinding(addresses);
    await expect(createPost({ allowLocal: false, resolve })("https://localhost/", {}, "")).resolves.toEqual(
      REFUSED,
    );
  });

  test("does not reach a private address in the URL, which needs no name", async () => {
    const { port, connections } = await aPrivateServer();
    const post = createPost({ allowLocal: false });
    for (const host of ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433"])
      await expect(post(`https://${host}:${port}/`, {}, "")).resolves.toHaveProperty(
        "error",
        expect.stringContaining("private or reserved"),
      );
    await expect(post(`http://localhost:${port}/`, {}, "")).resolves.toHaveProperty("error");
    expect(connections()).toBe(0);
  });

  test("needs a certificate that is trusted", async () => {
    const { port } = await aPrivateServer();
    const { resolve } = rebinding(["127.0.0.1"]);
    const post = createPost({ allowLocal: false, resolve, isAllowed: () => true });
    await expect(post(`https://localhost:${port}/`, {}, "")).resolves.toEqual({
      error: "No connection to localhost: DEPTH_ZERO_SELF_SIGNED_CERT.",
    });
  });
});

describe("a receiver", () => {
  const post = createPost({ allowLocal: true });

  test("gets the body as JSON, with the headers", async () => {
    const url = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { headers } = request;
      response
        .writeHead(202)
        .end(
          JSON.stringify([headers["content-type"], headers["webhook-id"], Buffer.concat(chunks).toString()]),
        );
    });
    await expect(post(url, { "webhook-id": "msg_1" }, '{"name":"ação"}')).resolves.toEqual({
      status: 202,
      response: '["application/json","msg_1","{\\"name\\":\\"ação\\"}"]',
    });
  });

  test("that redirects is not followed", async () => {
    let others = 0;
    const target = await serve((_, response) => {
      others++;
      response.end();
    });
    const url = await serve((_, response) => {
      response.writeHead(307, { Location: target }).end("elsewhere");
    });
    await expect(post(url, {}, "")).resolves.toEqual({ status: 307, response: "elsewhere" });
    expect(others).toBe(0);
  });

  test("is read up to 1 KiB, however much it sends", async () => {
    let closed = false;
    const url = await serve((_, response) => {
      response.on("close", () => {
        closed = true;
      });
      const more = () => {
        while (!closed && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    const answer = await post(url, {}, "");
    expect(answer).toEqual({ status: 200, response: "x".repeat(1024) });
    await expect.poll(() => closed).toBe(true);
  });

  test.each([
    ["does not respond", () => {}],
    ["ends no response", (_: unknown, response: { write(text: string): void }) => response.write("so")],
  ] as const)("that %s is left after the timeout", async (_, respond) => {
    const url = await serve(respond as RequestListener);
    await expect(createPost({ allowLocal: true, timeoutMs: 150 })(url, {}, "")).resolves.toEqual({
      error: "No response within 0.15 s.",
    });
  });

  test("that switches to another protocol is left at once", async () => {
    const server = createServer();
    server.on("connection", (socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      });
    });
    const url = `http://127.0.0.1:${await listening(server)}/`;
    await expect(post(url, {}, "{}")).resolves.toEqual({ status: 101, response: "" });
  });

  test("that is away is a sentence without an address of a name", async () => {
    const url = new URL(await serve(() => {}));
    await new Promise<void>((done) => {
      servers.pop()?.close(() => done());
    });
    await expect(post(url.href, {}, "")).resolves.toEqual({
      error: "No connection to 127.0.0.1: ECONNREFUSED.",
    });
  });
});
