import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { functionNames, sourceOf } from "../../local/stack/resources.ts";
import { ATTACKER, attack, type TextPost } from "./attack.ts";
import { keysUnder, putObject } from "./cloud.ts";
import { type Raw, rawRequest } from "./raw-request.ts";
import { requestTextUpload, tokenOf } from "./service.ts";
import { ALLOWED_ORIGIN } from "./stack.ts";

const stack = inject("stack");
const source = sourceOf(stack);
const api = new URL(stack.api_url).pathname;
const bucketPath = `/${stack.bucket}`;
const FOREIGN = "http://evil.example";
const JSON_1_1 = { "Content-Type": "application/x-amz-json-1.1" };

const codeOf = (text: string): unknown => {
  try {
    return JSON.parse(text).code;
  } catch {
    return text;
  }
};

/** Sends it, and returns the status with the problem's code. */
const refused = async (path: string, raw: Raw = {}) => {
  const { status, text, cors } = await rawRequest(path, raw);
  return { status, code: codeOf(text), cors };
};

const KEY = { status: 403, code: "local-key-refused", cors: undefined };
const ORIGIN = { status: 403, code: "local-origin-refused", cors: undefined };
const HOST = { status: 403, code: "local-host-refused", cors: undefined };

describe("an attack from a web page", () => {
  let folder: string;
  let marker: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "attack-"));
    marker = join(folder, "marker");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const expectNothingCreated = async () => {
    const iam = new IAMClient(source);
    const lambda = new LambdaClient(source);
    await expect(iam.send(new GetRoleCommand({ RoleName: ATTACKER }))).rejects.toThrow(/not found/);
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: ATTACKER }))).rejects.toThrow(
      /not found/i,
    );
    expect(existsSync(marker)).toBe(false);
  };
  const send = async (posts: TextPost[], headers: Record<string, string>) => {
    const verdicts: unknown[] = [];
    for (const { url, body } of posts) {
      const { pathname, search } = new URL(url);
      const raw = { method: "POST", body, headers: { "Content-Type": "text/plain", ...headers } };
      verdicts.push(await refused(pathname + search, raw));
    }
    return verdicts;
  };

  test.each([
    ["the key test", "test", {}, KEY],
    ["the account's number as key", "123456789012", {}, KEY],
    ["a key that was never issued", "AKIAIOSFODNN7EXAMPLE", {}, KEY],
    ["the right key in the query string", stack.access_key_id, {}, KEY],
    ["the right key, from a page", stack.access_key_id, { Origin: FOREIGN }, ORIGIN],
    ["the key test, from a page", "test", { Origin: FOREIGN }, ORIGIN],
    ["the key test, from the allowed page", "test", { Origin: ALLOWED_ORIGIN }, KEY],
    ["the key test, for another host name", "test", { Host: "evil.example" }, HOST],
  ])("with %s creates nothing", async (_what, key, headers, verdict) => {
    const verdicts = await send(attack(stack.endpoint_url, marker, key), headers);

    expect(verdicts).toEqual([verdict, verdict, verdict]);
    await expectNothingCreated();
  });

  test("without any credentials creates nothing", async () => {
    const posts = attack(stack.endpoint_url, marker).map(({ url, body }) => {
      const bare = new URL(url);
      for (const name of [...bare.searchParams.keys()])
        if (name.startsWith("X-Amz-")) bare.searchParams.delete(name);
      return { url: bare.href, body };
    });

    expect(await send(posts, {})).toEqual([KEY, KEY, KEY]);
    await expectNothingCreated();
  });
});

describe("the Host header", () => {
  const health = "/_ministack/health";
  test.each([
    "127.0.0.1",
    `127.0.0.1:${stack.port}`,
    "localhost:1",
    "LOCALHOST",
    "[::1]:4566",
  ])("%s is a name of this machine", async (Host) => {
    expect((await rawRequest(health, { headers: { Host } })).status).toBe(200);
  });
  test.each([
    "evil.example",
    `evil.example:${stack.port}`,
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    `${stack.api_id}.execute-api.localhost`,
    `${stack.bucket}.localhost`,
    "192.168.0.7",
    "0.0.0.0",
    "localhost:1:2",
    "localhost@evil.example",
  ])("%s is refused", async (Host) => {
    expect(await refused(health, { headers: { Host } })).toEqual(HOST);
    expect(await refused(`${api}/upload`, { headers: { Host } })).toEqual(HOST);
  });
});

describe("a page", () => {
  const preflight = (Origin: string): Raw => ({
    method: "OPTIONS",
    headers: { Origin, "Access-Control-Request-Method": "POST" },
  });
  const others = [
    FOREIGN,
    "null",
    "http://localhost:3001",
    "https://localhost:3000",
    "http://127.0.0.1:3000",
    "",
  ];

  test.each(others)("of %s gets no preflight and no response", async (Origin) => {
    for (const path of [`${api}/upload`, bucketPath, "/"])
      expect(await refused(path, preflight(Origin))).toEqual(ORIGIN);
    expect(await refused(`${api}/files`, { headers: { Origin } })).toEqual(ORIGIN);
    const jwks = `/${stack.user_pool_id}/.well-known/jwks.json`;
    expect(await refused(jwks, { headers: { Origin } })).toEqual(ORIGIN);
  });

  test("of an allowed origin may call the API and the bucket", async () => {
    for (const path of [`${api}/upload`, bucketPath]) {
      const { status, cors } = await rawRequest(path, preflight(ALLOWED_ORIGIN));
      expect([status, cors !== undefined]).toEqual([200, true]);
    }
    const headers = { Origin: ALLOWED_ORIGIN, Authorization: `Bearer ${await tokenOf("demo")}` };
    expect((await rawRequest(`${api}/files`, { headers })).status).toBe(200);
  });

  test("of an allowed origin may PUT a part, and read the headers that it needs", async () => {
    // As a presigned URL of a part has them. A preflight has no credentials of its own to check.
    const query = new URLSearchParams({
      partNumber: "1",
      uploadId: "x",
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": `${stack.access_key_id}/20261126/us-east-1/s3/aws4_request`,
      "X-Amz-Signature": "0".repeat(64),
    });
    const headers = { "Access-Control-Request-Method": "PUT", Origin: ALLOWED_ORIGIN };
    const asked = { ...headers, "Access-Control-Request-Headers": "content-type,x-amz-checksum-crc32" };
    for (const search of [`${query}`, "X-Amz-Signature=1"]) {
      const path = `${bucketPath}/temp/x.mp4?${search}`;
      const { status, headers: received } = await rawRequest(path, { method: "OPTIONS", headers: asked });
      expect(status).toBe(200);
      expect(received).toMatchObject({
        "access-control-allow-origin": expect.stringMatching(/^(\*|http:\/\/localhost:3000)$/),
        "access-control-allow-methods": expect.stringContaining("PUT"),
        "access-control-allow-headers": expect.stringContaining("x-amz-checksum-crc32"),
        "access-control-expose-headers": expect.stringMatching(/ETag.*Content-Range.*x-amz-checksum-crc32/),
      });
      const foreign = { ...asked, Origin: FOREIGN };
      expect(await refused(path, { method: "OPTIONS", headers: foreign })).toEqual(ORIGIN);
      // Without an Origin it is no preflight, and needs the key like every other request.
      const bare = { "Access-Control-Request-Method": "PUT" };
      expect(await refused(path, { method: "OPTIONS", headers: bare })).toEqual(KEY);
    }
  });

  test("that sends two origins is refused", async () => {
    const headers = { Origin: [ALLOWED_ORIGIN, FOREIGN] };
    expect(await refused(`${api}/files`, { headers })).toEqual(ORIGIN);
  });

  test.each([
    ["no Referer", {}, ORIGIN],
    ["a foreign Referer", { Referer: `${FOREIGN}/?${ALLOWED_ORIGIN}` }, ORIGIN],
    ["a Referer that begins like an allowed origin", { Referer: `${ALLOWED_ORIGIN}.evil.example/` }, ORIGIN],
    ["the Referer of an allowed page", { Referer: `${ALLOWED_ORIGIN}/files` }, KEY],
  ])("of another site that only links here, with %s", async (_what, more, verdict) => {
    const headers = { "Sec-Fetch-Site": "cross-site", ...more };
    expect(await refused(`${bucketPath}/dest/x`, { headers })).toEqual(verdict);
  });

  test("opened by hand has no other site", async () => {
    const headers = { "Sec-Fetch-Site": "none" };
    expect((await rawRequest(`${api}/files`, { headers })).status).toBe(401);
  });
});

describe("a caller of this machine without the stack's key", () => {
  const cognito = (call: string, headers: Record<string, string> = {}): Raw => ({
    method: "POST",
    body: "{}",
    headers: { ...JSON_1_1, "X-Amz-Target": `AWSCognitoIdentityProviderService.${call}`, ...headers },
  });

  test.each([
    ["a user's sign-in", "/", cognito("InitiateAuth")],
    ["a user's registration", "/", cognito("SignUp")],
    ["the pool's keys", `/${stack.user_pool_id}/.well-known/jwks.json`, {}],
    ["a route, where a token is asked for", `${api}/files`, {}],
  ])("gets through with %s", async (_what, path, raw: Raw) => {
    const { status, text } = await rawRequest(path, raw);
    expect(status).not.toBe(403);
    expect(text).not.toContain("local-");
  });

  test.each([
    ["an administrator's call", "/", cognito("AdminCreateUser")],
    ["a call that only begins like a user's", "/", cognito("InitiateAuthX")],
    ["a user's call at another path", "/2015-03-31/functions", cognito("InitiateAuth")],
    ["a user's call with a query", "/?Action=ListUsers", cognito("InitiateAuth")],
    [
      "two targets",
      "/",
      {
        ...cognito("InitiateAuth"),
        headers: {
          ...JSON_1_1,
          "X-Amz-Target": ["AWSCognitoIdentityProviderService.InitiateAuth", "DynamoDB_20120810.ListTables"],
        },
      },
    ],
    [
      "the table",
      "/",
      { method: "POST", body: "{}", headers: { "X-Amz-Target": "DynamoDB_20120810.ListTables" } },
    ],
    ["the buckets", "/", {}],
    ["an object", `${bucketPath}/dest/x`, {}],
    ["a PUT", `${bucketPath}/temp/x`, { method: "PUT", body: "x" }],
    ["a batch of deletes", `${bucketPath}?delete`, { method: "POST", body: "<Delete/>" }],
    ["the emulator's reset", "/_ministack/reset", { method: "POST" }],
    ["the emulator's configuration", "/_ministack/config", { method: "POST", body: "{}" }],
    ["a function's code", "/_ministack/lambda-code/x", {}],
    ["the messages of queues", "/_aws/sqs/messages", {}],
    ["another form of the API's URL", `/_aws/execute-api/${stack.api_id}/local/files`, {}],
    ["a path that only looks like the API's", `/restapis/${stack.api_id}/local/files`, {}],
    ["API Gateway's own calls", "/restapis", {}],
    ["Basic authorization", "/", { headers: { Authorization: "Basic dGVzdDp0ZXN0" } }],
    ["an old signature", bucketPath, { headers: { Authorization: "AWS test:c2lnbmF0dXJl" } }],
    ["an old signature in the query", `${bucketPath}?AWSAccessKeyId=test&Signature=x&Expires=9999999999`, {}],
    ["the hosted login", "/oauth2/authorize", {}],
  ])("is refused %s", async (_what, path, raw: Raw) => {
    expect(await refused(path, raw)).toEqual(KEY);
  });

  test("cannot open a WebSocket", async () => {
    const upgrade = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    expect((await rawRequest(`/_aws/execute-api/x/local`, { headers: upgrade })).status).toBe(403);
  });
});

test("a call with a wrong path of the API is refused with the form of the right URL", async () => {
  for (const path of ["/.well-known/malote", `/restapis/${stack.api_id}/local/.well-known/malote`]) {
    const { text } = await rawRequest(path);
    expect(JSON.parse(text).detail).toMatch(/api_url in \.malote\/stack\.json.*\/_user_request_/);
  }
});

describe("the stack's key", () => {
  const list = (accessKeyId: string, secretAccessKey: string, sessionToken?: string) => {
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    const s3 = new S3Client({ ...source, credentials, maxAttempts: 1 });
    return s3.send(new ListBucketsCommand());
  };

  test("opens all services", async () => {
    const { Buckets = [] } = await list(stack.access_key_id, stack.secret_access_key);
    expect(Buckets.map(({ Name }) => Name)).toContain(stack.bucket);
  });

  test.each([
    ["test with the secret test", "test", "test"],
    ["test with the right secret", "test", stack.secret_access_key],
    ["the account's number with the right secret", "123456789012", stack.secret_access_key],
    ["its id in small letters", stack.access_key_id.toLowerCase(), stack.secret_access_key],
    ["its id without the last letter", stack.access_key_id.slice(0, -1), stack.secret_access_key],
  ])("is not %s, and the error has the place of the key", async (_what, id, secret) => {
    await expect(list(id, secret)).rejects.toThrow(/\.malote\/stack\.json/);
  });

  test("needs its secret, too", async () => {
    await expect(list(stack.access_key_id, "test")).rejects.toThrow(/signature/);
  });

  test("does not open the emulator's own paths", async () => {
    const headers = {
      Authorization: `AWS4-HMAC-SHA256 Credential=${stack.access_key_id}/20261126/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
    };
    const { status } = await rawRequest("/_ministack/reset", { method: "POST", headers });
    expect(status).toBe(403);
    expect((await list(stack.access_key_id, stack.secret_access_key)).Buckets?.length).toBeGreaterThan(0);
  });

  test("signs URLs that the emulator verifies", async () => {
    await putObject("temp/signed.txt", "signed");
    const s3 = new S3Client({ ...source, forcePathStyle: true });
    const command = new GetObjectCommand({ Bucket: stack.bucket, Key: "temp/signed.txt" });
    const url = new URL(await getSignedUrl(s3, command, { expiresIn: 60 }));

    expect((await rawRequest(url.pathname + url.search)).text).toBe("signed");
    const forged = url.search.replace(/Signature=./, "Signature=");
    expect((await rawRequest(url.pathname + forged)).status).toBe(403);
    const other = await rawRequest(
      url.pathname + url.search.replace(/X-Amz-Signature=.{8}/, "X-Amz-Signature=00000000"),
    );
    expect([other.status, other.text]).toEqual([403, expect.stringContaining("SignatureDoesNotMatch")]);
    // The same URL must not be another service's call.
    expect(await refused(`${url.pathname + url.search}&Action=ListUsers`)).toEqual(KEY);
    const headers = { "X-Amz-Target": "DynamoDB_20120810.ListTables" };
    expect(await refused(url.pathname + url.search, { headers })).toEqual(KEY);
  });
});

const UNSIGNED = {
  Policy: "e30=",
  "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
  "X-Amz-Date": "20261126T000000Z",
  "X-Amz-Signature": "0".repeat(64),
};

describe("a function's session", () => {
  /** What everybody who has a form sees of the session that signed it. */
  const sessionOf = async () => {
    const { fields, url } = await requestTextUpload("x");
    const [accessKeyId = ""] = (fields["X-Amz-Credential"] ?? "").split("/");
    return { accessKeyId, sessionToken: fields["X-Amz-Security-Token"] ?? "", url };
  };

  test("cannot be continued with what its forms show", async () => {
    const { accessKeyId, sessionToken } = await sessionOf();
    const credentials = { accessKeyId, sessionToken, secretAccessKey: "guessed" };
    const sqs = new SQSClient({ ...source, credentials, maxAttempts: 1 });
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.queue_url }))).rejects.toThrow(
      /signature/,
    );
  });

  test("has a secret that does not follow from the names of its function and its role", async () => {
    const { accessKeyId } = await sessionOf();
    const lambda = new LambdaClient(source);
    const FunctionName = (await functionNames(source, stack.stack_name)).get("Upload") ?? "";
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const arn = Configuration?.FunctionArn ?? "";
    const known = new Set<string>();
    for (const name of [arn, `${arn}:live`, `${arn}:1`, `${arn}:$LATEST`]) {
      const digest = await crypto.subtle.digest("SHA-256", Buffer.from(`${name}:${Configuration?.Role}`));
      known.add(`ASIA${Buffer.from(digest).toString("hex").slice(0, 16).toUpperCase()}`);
    }
    expect(known).not.toContain(accessKeyId);
  });

  test.each([
    ["without policy and signature", {}],
    ["with a policy that nobody signed", { Policy: Buffer.from("{}").toString("base64") }],
    ["of the key test", { ...UNSIGNED, "X-Amz-Credential": "test/20261126/us-east-1/s3/aws4_request" }],
    ["of the key test, signed the old way", { AWSAccessKeyId: "test", Policy: "e30=", Signature: "c2ln" }],
  ])("is needed for a form: one %s stores nothing", async (_what, fields) => {
    const key = `temp/unsigned-${crypto.randomUUID()}.txt`;
    const form = new FormData();
    for (const [name, value] of Object.entries({ key, ...fields })) form.append(name, value);
    form.append("file", new Blob(["x"]), "blob");
    for (const bucket of [stack.bucket, "malote-artifacts"]) {
      const response = await fetch(`${stack.endpoint_url}/${bucket}`, { method: "POST", body: form });
      expect([bucket, response.status]).toEqual([bucket, 403]);
    }
    expect(await keysUnder(key)).toEqual([]);
  });
});
