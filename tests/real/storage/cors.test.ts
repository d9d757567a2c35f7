import { PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { aFileOf, createBucket, EXPIRES_SECONDS, sendForm, type TestBucket } from "./bucket.ts";
import { rulesFor } from "./template-cors.ts";

// The emulator lets through this page only, so that its bucket can decide.
const ORIGIN = inject("appOrigin");

describe.each(inject("s3Servers"))("the template's CORS rules on $name", (server) => {
  let bucket: TestBucket;
  beforeAll(async () => {
    bucket = await createBucket(server);
    const CORSConfiguration = { CORSRules: rulesFor([ORIGIN]) };
    await bucket.client.send(new PutBucketCorsCommand({ Bucket: bucket.name, CORSConfiguration }));
  });

  const preflight = async (origin: string, method: string, headers = "content-type") => {
    const { url } = await bucket.storage.presignPost(aFileOf("x"), EXPIRES_SECONDS);
    return fetch(url, {
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
      },
    });
  };

  test.each(["POST", "PUT", "GET", "HEAD"])("allow the app's page a %s", async (method) => {
    const { status, headers } = await preflight(ORIGIN, method, "content-type,x-amz-checksum-crc32");
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(headers.get("access-control-allow-methods")).toContain(method);
    expect(headers.get("access-control-allow-headers")).toContain("x-amz-checksum-crc32");
    expect(headers.get("access-control-max-age")).toBe("3000");
  });

  test.each([
    ["another origin", "https://evil.example.com", "POST"],
    ["an origin with the same beginning", `${ORIGIN}0`, "POST"],
    ["a delete", ORIGIN, "DELETE"],
  ])("do not allow %s", async (_, origin, method) => {
    const { status, headers } = await preflight(origin, method);
    expect(status).toBe(403);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("let the page read the response to its POST, and the ETag", async () => {
    const { url, fields } = await bucket.storage.presignPost(aFileOf("x"), EXPIRES_SECONDS);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["x"]), "blob");
    const { status, headers } = await fetch(url, { method: "POST", body: form, headers: { Origin: ORIGIN } });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(headers.get("access-control-expose-headers")).toContain("ETag");
  });

  test("let the page read why its form was refused", async () => {
    const { url, fields } = await bucket.storage.presignPost(aFileOf("x"), EXPIRES_SECONDS);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", new Blob(["too long"]), "blob");
    const { status, headers } = await fetch(url, { method: "POST", body: form, headers: { Origin: ORIGIN } });
    expect(status).toBe(400);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
  });

  test("do not affect a client without an origin", async () => {
    const post = await bucket.storage.presignPost(aFileOf("x"), EXPIRES_SECONDS);
    expect((await sendForm(post, "x")).status).toBe(204);
  });
});
