import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { aFile } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { clientConfig } from "./client-config.ts";
import { createClientUpload } from "./client-upload.ts";
import { callsUntil } from "./mover-client.ts";
import { createPartsCopy } from "./parts-copy.ts";

// S3 responds to a completion with 200 at once, sends white space while it works, and sends the result at the end.
// Here a small server does the same, and the real client reads its responses.

const REQUEST_TIMEOUT_MS = 50;
const DONE = '<CompleteMultipartUploadResult><ETag>"whole-2"</ETag></CompleteMultipartUploadResult>';
const errorOf = (code: string) => `<Error><Code>${code}</Code><Message>m</Message></Error>`;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A server that responds to every request with `respond`, and a client with two tries of 50 ms each. */
const aServer = async (respond: (response: ServerResponse) => void) => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    respond(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const client = new S3Client({
    ...SDK_CONFIG,
    ...clientConfig({ maxAttempts: 2, requestTimeoutMs: REQUEST_TIMEOUT_MS }),
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
  });
  stops.push(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const file = aFile({ len: 0 });
  const until = (withinMs: number) => callsUntil(client, AbortSignal.timeout(withinMs));
  return {
    requests: () => requests,
    completions: {
      "the client's upload": (withinMs: number) =>
        createClientUpload("files", until(withinMs)).completeUpload(file, "upload-1", []),
      "a copy": (withinMs: number) =>
        createPartsCopy("files", until(withinMs)).completeCopy(file, "upload-1", [], 0),
    },
  };
};

/** Sends white space for four of the client's time-outs, then `last`; without `last`, it never ends. */
const slowly = (last?: string) => (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "application/xml" });
  const begun = Date.now();
  const beat = setInterval(() => {
    if (last === undefined || Date.now() - begun < 4 * REQUEST_TIMEOUT_MS) return response.write(" ");
    clearInterval(beat);
    return response.end(last);
  }, 5);
  response.on("close", () => clearInterval(beat));
};

/** Sends nothing for four of the client's time-outs, then `last`; without `last`, it never ends. */
const silently = (last?: string) => (response: ServerResponse) => {
  if (last !== undefined) setTimeout(() => response.end(last), 4 * REQUEST_TIMEOUT_MS);
};

const UPLOADS = ["the client's upload", "a copy"] as const;
const SERVERS = { "white space": slowly, "no byte": silently };
const cases = UPLOADS.flatMap((upload) =>
  Object.entries(SERVERS).map(([sent, server]) => ({ upload, sent, server })),
);

describe.each(cases)("a slow completion of $upload, while S3 sends $sent,", ({ upload, server }) => {
  test("may take longer than any other call", async () => {
    const { completions, requests } = await aServer(server(DONE));

    await expect(completions[upload](30_000)).resolves.toMatchObject({
      result: upload === "a copy" ? "copied" : "completed",
    });
    expect(requests()).toBe(1);
  });

  test("is aborted when its time is over, and is not sent again", async () => {
    const { completions, requests } = await aServer(server());
    const begun = Date.now();

    await expect(completions[upload](3 * REQUEST_TIMEOUT_MS)).resolves.toEqual({ result: "unanswered" });

    expect(Date.now() - begun).toBeLessThan(40 * REQUEST_TIMEOUT_MS);
    expect(requests()).toBe(1);
  });
});

describe.each(UPLOADS)("a completion of %s that fails after a 200", (upload) => {
  test("returns upload-gone if the upload is gone", async () => {
    const { completions } = await aServer(slowly(errorOf("NoSuchUpload")));

    await expect(completions[upload](30_000)).resolves.toMatchObject({ result: "upload-gone" });
  });

  test("is retried after a temporary fault, which is thrown in the end", async () => {
    const { completions, requests } = await aServer(slowly(errorOf("InternalError")));

    await expect(completions[upload](30_000)).rejects.toMatchObject({ name: "InternalError" });
    expect(requests()).toBe(2);
  });

  test("is retried within the same time", async () => {
    const { completions } = await aServer((response) => response.writeHead(503).end(errorOf("SlowDown")));

    await expect(completions[upload](30_000)).rejects.toMatchObject({ name: "SlowDown" });
  });
});

test("a completion of a copy returns precondition-failed after a 200 if dest/ has an object", async () => {
  const { completions } = await aServer(slowly(errorOf("PreconditionFailed")));

  await expect(completions["a copy"](30_000)).resolves.toEqual({ result: "precondition-failed" });
});
