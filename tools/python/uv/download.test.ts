import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { download } from "./download.ts";
import { throughProxies } from "./machine-network.ts";

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A server on a free port of 127.0.0.1, whose requests are kept. */
const serve = async (respond: (request: IncomingMessage, response: ServerResponse) => void) => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    respond(request, response);
  });
  return { url: await listen(server), requests };
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const NO_DELAY = { delays: [0, 0] };

test("returns the bytes, with what was asked for and who asks", async () => {
  const { url, requests } = await serve((_, response) => {
    response.setHeader("Content-Type", "text/html").end("page");
  });
  const found = await download(`${url}/uv/`, { accept: "text/html", authorization: "Basic YTpi" });
  expect(found).toMatchObject({ url: `${url}/uv/`, contentType: "text/html" });
  expect(new TextDecoder().decode(found.bytes)).toBe("page");
  expect(requests[0]?.headers).toMatchObject({ accept: "text/html", authorization: "Basic YTpi" });
});

test("tries again after a failure that may pass", async () => {
  let failures = 2;
  const { url, requests } = await serve((_, response) => {
    response.writeHead(failures-- > 0 ? 503 : 200).end("x");
  });
  await expect(download(url, NO_DELAY)).resolves.toMatchObject({ bytes: new TextEncoder().encode("x") });
  expect(requests).toHaveLength(3);
});

test("a connection that breaks in the middle is tried again", async () => {
  let breaks = 1;
  const { url } = await serve((_, response) => {
    response.writeHead(200, { "Content-Length": "2" }).write("x");
    if (breaks-- > 0) response.destroy();
    else response.end("y");
  });
  await expect(download(url, NO_DELAY)).resolves.toMatchObject({ bytes: new TextEncoder().encode("xy") });
});

test.each([
  [401, 1, /responded 401\. Put a user and a password or token/],
  [403, 1, /responded 403\. Put a user/],
  [404, 1, /responded 404\. Check the connection, or name a package index/],
  [500, 3, /responded 500\. Check the connection/],
])("%d is tried %d times and reported without the URL", async (status, tries, sentence) => {
  const { url, requests } = await serve((_, response) => {
    response.writeHead(status).end("secret page");
  });
  const failing = download(`${url}/secret-path?token=secret`, { ...NO_DELAY, authorization: "Basic secret" });
  await expect(failing).rejects.toThrow(sentence);
  await expect(failing).rejects.not.toThrow(/secret/);
  expect(requests).toHaveLength(tries);
});

test("a server that is not there is named with the reason", async () => {
  const { url } = await serve(() => {});
  for (const close of open.splice(0)) close();
  await expect(download(url, NO_DELAY)).rejects.toThrow(
    /^127\.0\.0\.1:\d+ could not be reached \(ECONNREFUSED\)\. Check/,
  );
});

test.each([
  [407, 1, /^The proxy responded 407\. Put a user and a password or token/],
  [502, 3, /^The proxy responded 502\. Check the connection/],
])("a proxy that refuses with %d is named, without its password", async (status, tries, sentence) => {
  let tunnels = 0;
  const proxy = createServer().on("connect", (_, client) => {
    tunnels += 1;
    client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
  });
  const HTTPS_PROXY = (await listen(proxy)).replace("//", "//ana:secret@");
  const failing = throughProxies(() => download("https://index.example/uv/", NO_DELAY), { HTTPS_PROXY });
  await expect(failing).rejects.toThrow(sentence);
  await expect(failing).rejects.not.toThrow(/secret/);
  expect(tunnels).toBe(tries);
});

test("the credentials are not sent to another host after a redirect", async () => {
  const elsewhere = await serve((_, response) => {
    response.end("file");
  });
  const { url } = await serve((_, response) => {
    response.writeHead(302, { Location: `${elsewhere.url}/file` }).end();
  });
  await download(url, { authorization: "Basic secret" });
  expect(elsewhere.requests[0]?.headers).not.toHaveProperty("authorization");
});

test.each<[string, (response: ServerResponse) => void]>([
  ["before the first byte", () => {}],
  ["in the middle", (response) => response.writeHead(200, { "Content-Length": "2" }).write("x")],
])("a server that goes silent %s is given up after some tries", async (_, respond) => {
  const { url, requests } = await serve((_, response) => respond(response));
  await expect(download(url, { ...NO_DELAY, patience: 100 })).rejects.toThrow(
    /could not be reached \(it sent nothing for 0\.1 s\)\. Check/,
  );
  expect(requests).toHaveLength(3);
});

test("a slow server is not a silent one", async () => {
  const { url } = await serve((_, response) => {
    let left = 8;
    const timer = setInterval(() => {
      if (left-- > 0) return response.write("x");
      clearInterval(timer);
      return response.end();
    }, 100);
  });
  await expect(download(url, { delays: [], patience: 500 })).resolves.toMatchObject({
    bytes: new TextEncoder().encode("x".repeat(8)),
  });
});

test("an interruption ends it with its own reason", async () => {
  const { url } = await serve(() => {});
  const interruption = new AbortController();
  const waiting = download(url, { signal: interruption.signal });
  interruption.abort(new Error("Interrupted."));
  await expect(waiting).rejects.toThrow("Interrupted.");
});
