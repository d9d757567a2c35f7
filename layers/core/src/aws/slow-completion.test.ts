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

// S3 answers a completion with 200 at once, sends white space while it works, and tells at the end what came of
// it: here a server of some lines does so, and the real client listens.

const REQUEST_TIMEOUT_MS = 50;
const DONE = '<CompleteMultipartUploadResult><ETag>"whole-2"</ETag></CompleteMultipartUploadResult>';
const errorOf = (code: string) => `<Error><Code>${code}</Code><Message>m</Message></Error>`;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** An S3 that answers every request so, and a client that waits 50 ms for an answer, twice. */
const aServer = async (answer: (response: ServerResponse) => void) => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    answer(response);
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

/** White space until four of the client's time-outs are over, then the answer; without one, for ever. */
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

/** Not a byte until four of the client's time-outs are over. */
const silently = (last?: string) => (response: ServerResponse) => {
  if (last !== undefined) setTimeout(() => response.end(last), 4 * REQUEST_TIMEOUT_MS);
};

const WHOSE = ["the client's upload", "a copy"] as const;
const WAYS = { "with white space": slowly, "without a byte": silently };
const each = WHOSE.flatMap((whose) => Object.entries(WAYS).map(([how, server]) => ({ whose, how, server })));

describe.each(each)("a completion of $whose that S3 works on $how", ({ whose, server }) => {
  test("may take longer than any other call", async () => {
    const { completions, requests } = await aServer(server(DONE));

    await expect(completions[whose](30_000)).resolves.toEqual({
      result: whose === "a copy" ? "copied" : "completed",
    });
    expect(requests()).toBe(1);
  });

  test("is given up when its time is over, and not asked for again", async () => {
    const { completions, requests } = await aServer(server());
    const begun = Date.now();

    await expect(completions[whose](3 * REQUEST_TIMEOUT_MS)).resolves.toEqual({ result: "unanswered" });

    expect(Date.now() - begun).toBeLessThan(40 * REQUEST_TIMEOUT_MS);
    expect(requests()).toBe(1);
  });
});

describe.each(WHOSE)("a completion of %s that fails behind a 200", (whose) => {
  test("because the upload is gone is told as such", async () => {
    const { completions } = await aServer(slowly(errorOf("NoSuchUpload")));

    await expect(completions[whose](30_000)).resolves.toEqual({ result: "upload-gone" });
  });

  test("for a passing reason is tried again, and then thrown", async () => {
    const { completions, requests } = await aServer(slowly(errorOf("InternalError")));

    await expect(completions[whose](30_000)).rejects.toMatchObject({ name: "InternalError" });
    expect(requests()).toBe(2);
  });

  test("is tried again within the same time", async () => {
    const { completions } = await aServer((response) => response.writeHead(503).end(errorOf("SlowDown")));

    await expect(completions[whose](30_000)).rejects.toMatchObject({ name: "SlowDown" });
  });
});

test("a completion of a copy whose destination is taken is told so behind a 200, too", async () => {
  const { completions } = await aServer(slowly(errorOf("PreconditionFailed")));

  await expect(completions["a copy"](30_000)).resolves.toEqual({ result: "precondition-failed" });
});
