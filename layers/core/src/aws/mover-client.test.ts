import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { clientConfig } from "./client-config.ts";
import { callsUntil } from "./mover-client.ts";
import { createMoverStorage } from "./mover-storage.ts";

// A server in the place of S3 that answers as each test has it, and counts what it is asked for.

type Answer = (response: ServerResponse, asked: number) => void;
const NEVER: Answer = () => {};

let answer: Answer;
const asked: string[] = [];
let someoneAsks: () => void;
let asksFirst: Promise<void>;

const server = createServer((request: IncomingMessage, response) => {
  request.resume();
  asked.push(request.method ?? "");
  someoneAsks();
  answer(response, asked.length);
});
const ends = () => new AbortController();

/** The mover's storage, whose tries of small calls are given up soon. */
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

const refuse: Answer = (response) => {
  response.writeHead(503, { "Content-Type": "application/xml" });
  response.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
};
const copied: Answer = (response) => {
  response.writeHead(200, { "Content-Type": "application/xml" });
  response.end('<CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>');
};

beforeEach(async () => {
  asked.length = 0;
  answer = NEVER;
  ({ promise: asksFirst, resolve: someoneAsks } = Promise.withResolvers<void>());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

describe("a copy", () => {
  /** S3 goes on with it. */
  const UNANSWERED = { result: "unanswered" };
  const part = { number: 1, first: 0, last: 9 };

  test.each([
    ["CopyObject", (s3: ReturnType<typeof storageUntil>) => s3.copy(aFile(), '"e"', 10)],
    ["UploadPartCopy", (s3: ReturnType<typeof storageUntil>) => s3.copyPart(aFile(), "u", part, '"e"')],
    [
      "CompleteMultipartUpload",
      (s3: ReturnType<typeof storageUntil>) => s3.completeCopy(aFile(), "u", [], 10),
    ],
  ])("by %s that S3 is slow with is asked for once, and ends with the invocation", async (name, call) => {
    const invocation = ends();
    const copying = call(storageUntil(invocation.signal)).catch((error: Error) => error);
    await asksFirst;
    // Long after the tries of a small call would have ended, and others begun.
    const small = await storageUntil(ends().signal)
      .head("temp/a")
      .catch((error: Error) => error);
    expect(small).toMatchObject({ name: "TimeoutError" });
    expect(asked.filter((method) => method !== "HEAD")).toHaveLength(1);

    invocation.abort();

    expect(await copying).toMatchObject(
      name === "CompleteMultipartUpload" ? UNANSWERED : { name: "AbortError" },
    );
    expect(asked.filter((method) => method !== "HEAD")).toHaveLength(1);
  });

  test("that S3 refuses for now is tried again", async () => {
    answer = (response, n) => (n < 3 ? refuse(response, n) : copied(response, n));

    await expect(storageUntil(ends().signal).copy(aFile(), '"e"', 10)).resolves.toEqual({ result: "copied" });
    expect(asked).toEqual(["PUT", "PUT", "PUT"]);
  });
});

describe("the end of an invocation", () => {
  test("ends a look that hangs in the middle of its answer", async () => {
    const invocation = ends();
    answer = (response) => {
      response.writeHead(206, { "Content-Range": "bytes 0-9/10", "Content-Length": "10", ETag: '"e"' });
      response.write("12345", () => invocation.abort());
    };

    await expect(storageUntil(invocation.signal).peek("temp/a", { empty: false })).rejects.toThrow(/abort/i);
    expect(asked).toEqual(["GET"]);
  });

  test("lets nothing begin after it", async () => {
    const storage = storageUntil(AbortSignal.abort());

    await expect(storage.head("temp/a")).rejects.toMatchObject({ name: "AbortError" });
    await expect(storage.copy(aFile(), '"e"', 10)).rejects.toMatchObject({ name: "AbortError" });
    expect(asked).toEqual([]);
  });
});

test("more copies at once than the SDK has sockets for are all under way, none waiting until it fails", async () => {
  const waiting: ServerResponse[] = [];
  answer = (response, n) => {
    waiting.push(response);
    if (n === 60) for (const one of waiting) copied(one, n);
  };
  const storage = storageUntil(ends().signal);

  const outcomes = await Promise.all(Array.from({ length: 60 }, () => storage.copy(aFile(), '"e"', 10)));

  expect(outcomes).toEqual(Array(60).fill({ result: "copied" }));
});
