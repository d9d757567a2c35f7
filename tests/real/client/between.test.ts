import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Action, type Between, startBetween } from "./between.ts";

const BODY = Buffer.alloc(300_000, "a");

const received: Buffer[] = [];
const server = createServer(async (request, response) => {
  const body = await buffer(request).catch(() => undefined);
  if (body) received.push(body);
  response.writeHead(201, { "x-host": request.headers.host }).end("stored");
});
let between: Between;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  between = await startBetween(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
beforeEach(() => {
  between.reset();
  received.length = 0;
});
afterAll(async () => {
  await between.stop();
  server.closeAllConnections();
  server.close();
});

const put = (action?: Action, signal?: AbortSignal) => {
  between.rule(() => action);
  return fetch(`${between.endpoint}/key?partNumber=7&X-Amz-Signature=x`, {
    method: "PUT",
    body: BODY,
    signal: signal ?? null,
  });
};

/** A request that gets no response, until `condition` holds. */
const unanswered = async (action: Action, condition: () => boolean) => {
  const gaveUp = new AbortController();
  const response = put(action, gaveUp.signal).then(
    () => "answered",
    () => "gave up",
  );
  await expect.poll(condition).toBe(true);
  gaveUp.abort();
  return response;
};

test("a request is forwarded with its Host, and recorded", async () => {
  const response = await put();

  expect([response.status, response.headers.get("x-host"), await response.text()]).toEqual([
    201,
    new URL(between.endpoint).host,
    "stored",
  ]);
  expect(received).toEqual([BODY]);
  expect(between.seen).toMatchObject([
    { method: "PUT", path: "/key", part: 7, bytes: BODY.length, status: 201 },
  ]);
});

test("a bit is inverted, and nothing else", async () => {
  await put({ flipBit: true });

  const [changed] = received;
  expect(changed?.length).toBe(BODY.length);
  expect([...(changed ?? [])].flatMap((byte, i) => (byte === BODY[i] ? [] : i))).toEqual([BODY.length / 2]);
});

test("a response of the proxy goes out without the server", async () => {
  const response = await put({ respond: { status: 503, body: "slow down" } });

  expect([response.status, await response.text()]).toEqual([503, "slow down"]);
  expect(received).toEqual([]);
});

test("a dropped response: the server has the bytes, and the client sees an error", async () => {
  await expect(put({ dropResponse: true })).rejects.toThrow("fetch failed");
  expect(received).toEqual([BODY]);
});

test("a reset after some bytes", async () => {
  await expect(put({ resetAfter: 1000 })).rejects.toThrow("fetch failed");
  expect(received).toEqual([]);
});

test("a stall after some bytes", async () => {
  const stalled = () => (between.seen[0]?.bytes ?? 0) >= 1000;

  await expect(unanswered({ stallAfter: 1000 }, stalled)).resolves.toBe("gave up");
  expect(received).toEqual([]);
});

test("a body that arrives 1,480 bytes short", async () => {
  const allRead = () => between.seen[0]?.bytes === BODY.length;

  await expect(unanswered({ withhold: 1480 }, allRead)).resolves.toBe("gave up");
  expect(received).toEqual([]);
});
