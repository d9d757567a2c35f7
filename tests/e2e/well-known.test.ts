import { is } from "valibot";
import { describe, expect, inject, test } from "vitest";
import { ServiceView } from "../../layers/core/src/contract/responses.ts";
import manifest from "../../package.json" with { type: "json" };
import { expectProblem } from "./problem.ts";
import { rawRequest } from "./raw-request.ts";
import { call, signIn } from "./service.ts";
import { ALLOWED_ORIGIN } from "./stack.ts";

const stack = inject("stack");
const PATH = "/.well-known/malote";

describe("GET /.well-known/malote", () => {
  test("describes the deployment without a token, for an hour", async () => {
    const { status, headers, body } = await call("GET", PATH, { token: null });

    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("public, max-age=3600");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(is(ServiceView, body)).toBe(true);
    expect(body).toMatchObject({
      service: "malote",
      version: manifest.version,
      region: stack.region,
      user_pool_id: stack.user_pool_id,
      client_id: stack.client_id,
      endpoint_url: stack.endpoint_url,
      max_file_bytes: 536_870_912,
      allowed_types: ["image/*", "text/*", "application/pdf", "application/zip", "application/octet-stream"],
    });
    expect(body["denied_extensions"]).toContain(".exe");
  });

  test("is enough to sign in with: it has the endpoint of Cognito and the app client", async () => {
    const { body } = await call("GET", PATH, { token: null });
    expect([body["endpoint_url"], body["client_id"]]).toEqual([stack.endpoint_url, stack.client_id]);

    const { IdToken } = await signIn(stack.demo.username, stack.demo.password);
    expect((await call("GET", "/files", { token: IdToken })).status).toBe(200);
  });

  test("ignores a token, also a bad one", async () => {
    for (const token of ["x", "a.b.c"]) expect((await call("GET", PATH, { token })).status).toBe(200);
  });

  test("is the only route that needs none", async () => {
    for (const [method, path] of [
      ["GET", "/files"],
      ["POST", "/uploads"],
      ["GET", "/consult-status?file_id=x"],
    ] as const)
      expectProblem(await call(method, path, { token: null }), { status: 401, code: "unauthenticated" });
  });

  test("may be read by pages of allowed origins, and of no others", async () => {
    const path = new URL(`${stack.api_url}${PATH}`).pathname;
    const Host = `127.0.0.1:${stack.port}`;

    const allowed = await rawRequest(path, { headers: { Host, Origin: ALLOWED_ORIGIN } });
    const refused = await rawRequest(path, { headers: { Host, Origin: "https://evil.example" } });

    expect([allowed.status, allowed.cors]).toEqual([200, "*"]);
    expect([refused.status, refused.cors]).toEqual([403, undefined]);
  });

  test("refuses a query, and that refusal is not kept", async () => {
    const response = await call("GET", `${PATH}?colour=red`, { token: null });
    expectProblem(response, { status: 400, code: "invalid-request" });
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});
