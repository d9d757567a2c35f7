import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiRoutes, findRoute } from "./routes.ts";
import { type Service, startService } from "./start.ts";
import { tokenOf } from "./token.ts";

const ANA = "6f1c2b1e-0000-4000-8000-000000000001";
/** Nothing listens there: these tests only sign for it. */
const S3 = { endpoint: "http://127.0.0.1:1", accessKeyId: "key", secretAccessKey: "secret" };

let home: string;
let service: Service;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "malote-service-"));
  service = await startService({
    home,
    bucket: "a-bucket",
    s3: S3,
    variables: { UPLOAD_EXPIRY_SECONDS: "77" },
    moves: "on-demand",
  });
});
afterAll(async () => {
  await service?.stop();
  await rm(home, { recursive: true });
});

const call = async (
  path: string,
  { token = tokenOf({ sub: ANA }), ...init }: RequestInit & { token?: string } = {},
) => {
  const response = await fetch(`${service.url}${path}`, {
    ...init,
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    json: JSON.parse((await response.text()) || "null"),
  };
};

const announce = (token?: string) =>
  call("/upload", {
    method: "POST",
    body: JSON.stringify({ file_name: "a.txt", extension: ".txt", len: 5, type: "text/plain" }),
    ...(token !== undefined && { token }),
  });

test("announces with the real handler, and the record is in the table", async () => {
  const { status, json } = await announce();

  expect(status).toBe(201);
  expect(json.url).toMatch(/^http:\/\/127\.0\.0\.1:1\/a-bucket/);
  const record = await service.files.get(json.file_id);
  expect(record).toMatchObject({ owner: ANA, status: "pending" });
  const consulted = await call(`/consult-status?file_id=${json.file_id}`);
  expect(consulted).toMatchObject({ status: 200, json: { status: "pending" } });
  expect(Date.parse(json.expires_at) - Date.now()).toBeLessThan(78_000);
});

test("another caller gets 404, also for a path with a parameter", async () => {
  const { json } = await announce();
  const token = tokenOf({ sub: "6f1c2b1e-0000-4000-8000-000000000002" });

  await expect(call(`/files/${json.file_id}`, { token })).resolves.toMatchObject({ status: 404 });
});

test.each([
  ["no token", ""],
  ["an expired token", tokenOf({ sub: ANA, lifetime: -1 })],
  ["a token that is no JWT", "x"],
])("with %s the answer is 401, and a page may read it", async (_, token) => {
  const { status, headers, json } = await announce(token);

  expect([status, json.code]).toEqual([401, "unauthenticated"]);
  expect(headers.get("access-control-allow-origin")).toBe("*");
});

test("an unknown route is 404", async () => {
  await expect(call("/nowhere")).resolves.toMatchObject({ status: 404, json: { code: "route-not-found" } });
});

test("a page's preflight needs no token", async () => {
  const { status, headers } = await fetch(`${service.url}/upload`, { method: "OPTIONS" });

  expect([status, headers.get("access-control-allow-methods")]).toEqual([
    200,
    expect.stringContaining("POST"),
  ]);
});

test("a message waits until it is moved on request", async () => {
  await expect(service.move()).resolves.toBe(0);
});

test("every function with a route has an entry, and parameters are read", () => {
  const routes = apiRoutes();
  expect(routes).toContainEqual({
    method: "POST",
    path: "/upload",
    folder: "functions/upload",
    authorized: true,
  });
  expect(findRoute(routes, "GET", "/files")?.route.folder).toBe("functions/list");
  expect(findRoute(routes, "DELETE", "/files/a%20b")).toMatchObject({
    route: { folder: "functions/remove" },
    parameters: { file_id: "a b" },
  });
});
