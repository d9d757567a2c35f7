import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aStack } from "../stack/a-stack.fixture.ts";
import { buildPage } from "../stack/build-page.ts";
import { writeStackJson } from "../stack/stack-json.ts";
import { isPageServed } from "./is-page-served.ts";
import { pageServer } from "./page-server.ts";

const KEY = new URL(aStack().page_url ?? "").hash.slice(1);

let home: string;
let page: Server;
let cognito: Server;

const listen = async (server: Server) => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};
const port = () => (page.address() as AddressInfo).port;
const origin = () => `http://127.0.0.1:${port()}`;
const endpoint = () => `http://127.0.0.1:${(cognito.address() as AddressInfo).port}`;

/** Uses node:http, because fetch() cannot set Host and Origin. */
const send = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const outgoing = request({ port: port(), host: "127.0.0.1", method, path, headers });
  outgoing.end();
  const [response] = await once(outgoing, "response");
  const chunks: Buffer[] = await response.toArray();
  const policy = response.headers["content-security-policy"];
  return { status: response.statusCode, text: Buffer.concat(chunks).toString(), policy };
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "home-"));
  // A Cognito that signs in every user. Its token has the user's name in it.
  cognito = createServer(async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const { USERNAME } = JSON.parse(body).AuthParameters;
    response.end(JSON.stringify({ AuthenticationResult: { IdToken: `token of ${USERNAME}` } }));
  });
  const endpoint_url = `http://127.0.0.1:${await listen(cognito)}`;
  await writeStackJson(home, aStack({ endpoint_url, api_url: `${endpoint_url}/api` }));
  page = pageServer(home);
  await listen(page);
});
afterEach(async () => {
  page.close();
  cognito.close();
  await rm(home, { recursive: true });
});

test.each(["/", "/docs/"])("everything that %s loads is served by this server", async (page) => {
  await buildPage({ onLine: () => {} });
  const { text, policy } = await send("GET", page);
  const paths = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) {
    const { pathname } = new URL(path, `http://page${page}`);
    expect((await send("GET", pathname)).status, path).toBe(200);
  }
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
});

test("the page itself allows no inline styles and no workers but its own", async () => {
  await buildPage({ onLine: () => {} });
  const { policy } = await send("GET", "/");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).toContain("worker-src 'self'");
  expect(policy).toContain(`img-src 'self' blob: data: ${endpoint()}`);
});

test("the page learns the API and the accounts, and no password", async () => {
  const { text } = await send("GET", "/config.json");
  expect(JSON.parse(text)).toEqual({
    api_url: `${endpoint()}/api`,
    accounts: ["demo", "operator"],
    docs_url: "docs/",
  });
});

test.each(["demo", "operator"])("the page gets a token of %s", async (account) => {
  const { text } = await send("POST", `/token/${account}`, {
    Origin: origin(),
    "Sec-Fetch-Site": "same-origin",
    "X-Page-Key": KEY,
  });
  expect(JSON.parse(text)).toEqual({ token: expect.stringContaining(account) });
});

test.each([
  ["another origin", { Origin: "http://evil.example" }],
  ["another program of this machine", { Origin: "http://127.0.0.1:1" }],
  ["no origin", {}],
  ["a foreign name that resolves to this server", { Host: "evil.example", Origin: "http://evil.example" }],
  [
    "another user of this machine, who does not know the page's address",
    { Origin: "same", "X-Page-Key": "" },
  ],
  ["a key that is not the page's", { Origin: "same", "X-Page-Key": KEY.replace("0", "1") }],
  ["a cross-site request", { Origin: "same", "Sec-Fetch-Site": "cross-site" }],
])("%s gets no token", async (_, headers: Record<string, string>) => {
  const sent = headers["Origin"] === "same" ? { ...headers, Origin: origin() } : headers;
  const { status, text } = await send("POST", "/token/demo", { "X-Page-Key": KEY, ...sent });
  expect(status).toBe(403);
  expect(text).not.toContain("token of");
});

test.each([
  ["GET", "/token/demo", 404],
  ["POST", "/token/root", 404],
  ["GET", "/../package.json", 404],
  ["GET", "/assets/../../package.json", 404],
  ["GET", "/assets/%2e%2e/index.html", 404],
  ["GET", "/assets/none.js", 404],
])("%s %s: %i", async (method, path, status) => {
  expect((await send(method, path, { Origin: origin() })).status).toBe(status);
});

test("a foreign name that resolves to this server does not get the page either", async () => {
  expect((await send("GET", "/", { Host: "evil.example" })).status).toBe(403);
});

test("passwords stay on the server", async () => {
  const { text } = await send("GET", "/docs/page.json");
  expect(text).toContain("operator@");
  for (const { password } of [aStack().demo, aStack().operator]) expect(text).not.toContain(password);
});

test("the page of another home is recognised", async () => {
  await expect(isPageServed(origin(), home)).resolves.toBe(true);
  await expect(isPageServed(origin(), "/elsewhere")).resolves.toBe(false);
});
