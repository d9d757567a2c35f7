import { describe, expect, inject, test } from "vitest";
import { routes } from "../../layers/core/openapi/routes.ts";
import { call, requestTextUpload } from "./service.ts";
import { ALLOWED_ORIGIN } from "./stack.ts";

const stack = inject("stack");
const ORIGIN = ALLOWED_ORIGIN;

/** Headers that libraries add to every request of a page. */
const TRACING = ["traceparent", "tracestate", "baggage", "sentry-trace", "x-requested-with"];

describe("a web app on another origin", () => {
  test.each(
    routes.map(({ method, path }) => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "some-id")] as const),
  )("may send a preflight request for %s %s without a token", async (method, path) => {
    const response = await fetch(`${stack.api_url}${path}`, {
      method: "OPTIONS",
      headers: {
        Origin: ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,sentry-trace,baggage",
      },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-methods")).toContain(method);
    const allowed = (response.headers.get("access-control-allow-headers") ?? "").toLowerCase();
    for (const name of ["authorization", "content-type", "idempotency-key", "if-none-match", ...TRACING])
      expect(allowed.split(",")).toContain(name);
  });

  test("may read responses, and the headers that it needs", async () => {
    const { headers } = await call("GET", "/nowhere", { headers: { Origin: ORIGIN } });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    const response = await call("POST", "/upload", {
      headers: { Origin: ORIGIN },
      body: { file_name: "a.txt", extension: "txt", len: 1, type: "text" },
    });
    expect(response.headers.get("access-control-expose-headers")).toContain("Location");
  });

  test("may POST its form to the bucket", async () => {
    const { url } = await requestTextUpload("x");
    const response = await fetch(url, {
      method: "OPTIONS",
      headers: {
        Origin: ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
      },
    });
    expect(response.ok).toBe(true);
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  });
});
