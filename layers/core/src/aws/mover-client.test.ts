import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { clientConfig } from "./client-config.ts";
import { callsUntil, moverClient } from "./mover-client.ts";
import { createMoverStorage } from "./mover-storage.ts";

// A server in place of S3. It responds as each test sets it, and records the method of each request.

type Respond = (response: ServerResponse, requestNumber: number) => void;
const NEVER: Respond = () => {};

let respond: Respond;
const methods: string[] = [];
let requestArrived: () => void;
let firstRequest: Promise<void>;

const server = createServer((request: IncomingMessage, response) => {
  request.resume();
  methods.push(request.method ?? "");
  requestArrived();
  respond(response, methods.length);
});
const anInvocation = () => new AbortController();

/** The mover's storage. A try of a small call times out after 50 ms. */
const storageUntil = (signal: AbortSignal) => {
  const { port } = server.address() as AddressInfo;
  const client = new S3Client({
    ...SDK_CONFIG,
    ...clientConfig({ maxAttempts: 3, requestTimeoutMs: 50 }, 60),
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
  });
  return createMoverStorage("files", callsUntil(client, signal));
};

const refuse: Respond = (response) => {
  response.writeHead(503, { "Content-Type": "application/xml" });
  response.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
};
const confirmCopy: Respond = (response) => {
  response.writeHead(200, { "Content-Type": "application/xml" });
  response.end('<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>');
};

beforeEach(async () => {
  methods.length = 0;
  respond = NEVER;
  ({ promise: firstRequest, resolve: requestArrived } = Promise.withResolvers<void>());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

describe("a copy", () => {
  /** S3 continues the completion by itself. */
  const UNANSWERED = { result: "unanswered" };
  const part = { number: 1, first: 0, last: 9 };

  test.each([
    ["CopyObject", (s3: ReturnType<typeof storageUntil>) => s3.copy(aFile(), '"e"', 10)],
    ["UploadPartCopy", (s3: ReturnType<typeof storageUntil>) => s3.copyPart(aFile(), "u", part, '"e"')],
    [
      "CompleteMultipartUpload",
      (s3: ReturnType<typeof storageUntil>) => s3.completeCopy(aFile(), "u", [], 10),
    ],
  ])("by a slow %s is sent once, and ends with the invocation", async (name, call) => {
    const invocation = anInvocation();
    const copying = call(storageUntil(invocation.signal)).catch((error: Error) => error);
    await firstRequest;
    // In this time, every try of a small call times out.
    const small = await storageUntil(anInvocation().signal)
      .head("temp/a")
      .catch((error: Error) => error);
    expect(small).toMatchObject({ name: "TimeoutError" });
    expect(methods.filter((method) => method !== "HEAD")).toHaveLength(1);

    invocation.abort();

    expect(await copying).toMatchObject(
      name === "CompleteMultipartUpload" ? UNANSWERED : { name: "AbortError" },
    );
    expect(methods.filter((method) => method !== "HEAD")).toHaveLength(1);
  });

  test("that S3 refuses for now is retried", async () => {
    respond = (response, n) => (n < 3 ? refuse(response, n) : confirmCopy(response, n));

    await expect(storageUntil(anInvocation().signal).copy(aFile(), '"e"', 10)).resolves.toEqual({
      result: "copied",
      checksums: {},
    });
    expect(methods).toEqual(["PUT", "PUT", "PUT"]);
  });
});

describe("the end of an invocation", () => {
  test("aborts a GET that hangs in the middle of its response", async () => {
    const invocation = anInvocation();
    respond = (response) => {
      response.writeHead(206, { "Content-Range": "bytes 0-9/10", "Content-Length": "10", ETag: '"e"' });
      response.write("12345", () => invocation.abort());
    };

    await expect(storageUntil(invocation.signal).peek("temp/a", { empty: false })).rejects.toThrow(/abort/i);
    expect(methods).toEqual(["GET"]);
  });

  test("lets no call begin after it", async () => {
    const storage = storageUntil(AbortSignal.abort());

    await expect(storage.head("temp/a")).rejects.toMatchObject({ name: "AbortError" });
    await expect(storage.copy(aFile(), '"e"', 10)).rejects.toMatchObject({ name: "AbortError" });
    expect(methods).toEqual([]);
  });
});

test("60 copies at once, more than the SDK's default of sockets, are all sent without waiting", async () => {
  const waiting: ServerResponse[] = [];
  respond = (response, n) => {
    waiting.push(response);
    if (n === 60) for (const one of waiting) confirmCopy(one, n);
  };
  const storage = storageUntil(anInvocation().signal);

  const outcomes = await Promise.all(Array.from({ length: 60 }, () => storage.copy(aFile(), '"e"', 10)));

  expect(outcomes).toEqual(Array(60).fill({ result: "copied", checksums: {} }));
});

test("S3 itself chooses the checksum of a copy in parts: the SDK does not ask for one", async () => {
  await expect(moverClient().config.requestChecksumCalculation()).resolves.toBe("WHEN_REQUIRED");
});
