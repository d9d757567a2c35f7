import { randomBytes } from "node:crypto";
import { connect as connectSocket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { crcOf } from "../../../../client/testing/fake-service.ts";
import { aForm } from "../../../../relay/testing/a-relay.ts";
import { randomFrom } from "../../../../relay/testing/random-from.ts";
import { ensureGoTool } from "../../../../tools/go/ensure-tool.ts";
import {
  startToxiproxy,
  type Toxic,
  type ToxicProxy,
  type Toxiproxy,
} from "../../../../tools/servers/toxiproxy.ts";
import { createWorld, MIB, type World } from "../../client/world.ts";
import { startStreamingRelay } from "./relay.ts";

const [s3] = inject("s3Servers").filter(({ name }) => name === "versitygw");
if (!s3) throw new Error("versitygw does not run.");

let toxiproxy: Toxiproxy;
let line: ToxicProxy;
let world: World;
const relays: Awaited<ReturnType<typeof startStreamingRelay>>[] = [];

beforeAll(async () => {
  toxiproxy = await startToxiproxy(await ensureGoTool("toxiproxy", { onLine: () => {} }));
  line = await toxiproxy.createProxy("s3", new URL(s3.endpoint).host);
  world = await createWorld({ ...s3, endpoint: `http://${line.address}` });
});
afterEach(async () => {
  await line.setToxics([]);
  world.reset();
  for (const relay of relays.splice(0)) await relay.stop();
});
afterAll(async () => {
  await world?.stop();
  await toxiproxy?.stop();
});

const started = async (
  ...args: Parameters<typeof startStreamingRelay> extends [World, ...infer Rest] ? Rest : never
) => {
  const relay = await startStreamingRelay(world, ...args);
  relays.push(relay);
  return relay;
};

const pieces = async function* (bytes: Uint8Array, size = 65_536) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

const upload = (stream: Toxic["stream"], type: Toxic["type"], attributes: Record<string, number>): Toxic => ({
  stream,
  type,
  attributes,
});

const arrived = async (id: unknown, bytes: Uint8Array): Promise<void> => {
  const fileId = String(id);
  await expect.poll(async () => (await world.record(fileId)).status, { timeout: 30_000 }).toBe("completed");
  expect((await world.moved(fileId)).equals(bytes)).toBe(true);
};

/** Neither an upload nor a file is left of what was announced. */
const nothingLeft = async (relay: { leftovers: { size: number } }): Promise<void> => {
  await expect.poll(() => relay.leftovers.size, { timeout: 20_000 }).toBe(0);
  await expect.poll(() => world.unfinished(), { timeout: 10_000 }).toEqual([]);
  for (const fileId of world.announced()) {
    expect((await world.service.files.get(fileId))?.status ?? "deleted").toBe("deleted");
  }
};

describe("through the relay, the real service and versitygw", () => {
  test.each([
    0,
    1,
    8 * MIB - 1,
    8 * MIB,
    8 * MIB + 1,
    12 * MIB + 1,
    33 * MIB,
  ])("%i bytes arrive: of known length, chunked, and in a form", async (size) => {
    const relay = await started();
    const bytes = randomBytes(size);
    const form = aForm([{ name: "f", filename: "a.bin", content: bytes }]);
    for (const sending of [
      relay.send(bytes),
      relay.send(pieces(bytes)),
      relay.send(form.body, { method: "POST", path: "/files", headers: form.headers }),
    ]) {
      const answer = await sending;
      expect(answer).toMatchObject({
        status: 201,
        json: { len: size, checksum: { algorithm: "CRC32", value: crcOf(bytes) } },
      });
      await arrived(answer.json["file_id"], bytes);
    }
    expect(relay.buffers.usage()).toEqual({ memory: 0, disk: 0 });
  }, 60_000);
});

describe("a line that is slow, or breaks", () => {
  test("slow: the client waits, and a few parts are kept", async () => {
    await line.setToxics([upload("upstream", "bandwidth", { rate: 4096 })]);
    const relay = await started({}, { connections: 2 });
    const bytes = randomBytes(40 * MIB);
    let read = 0;
    let most = 0;
    const counted = async function* () {
      for await (const piece of pieces(bytes)) {
        read += piece.length;
        most = Math.max(most, relay.buffers.usage().memory);
        yield piece;
      }
    };
    const answer = await relay.send(counted());
    expect(answer.status).toBe(201);
    expect(read).toBe(bytes.length);
    // Two parts under way, one that is full or filled, and the head of the body.
    expect(most).toBeLessThanOrEqual(32 * MIB);
    await arrived(answer.json["file_id"], bytes);
  }, 90_000);

  test("a break of every connection for a moment is repeated, and the file arrives", async () => {
    const relay = await started({ retries: 6, retryDelay: 300 });
    const bytes = randomBytes(33 * MIB);
    let breaks = 0;
    world.s3.rule(({ part }) => (part !== undefined && breaks++ < 2 ? { resetAfter: MIB } : undefined));
    const answer = await relay.send(pieces(bytes));
    expect(answer.status).toBe(201);
    await arrived(answer.json["file_id"], bytes);
  }, 60_000);

  test.each<[string, () => unknown, number, string]>([
    [
      "S3 resets every connection",
      () => line.setToxics([upload("upstream", "reset_peer", { timeout: 100 })]),
      502,
      "service-unreachable",
    ],
    [
      "S3 is silent",
      () => line.setToxics([upload("upstream", "timeout", { timeout: 0 })]),
      504,
      "storage-stalled",
    ],
    [
      "S3 responds 503",
      () => world.s3.rule(({ part }) => (part ? { respond: { status: 503 } } : undefined)),
      502,
      "storage-refused",
    ],
    [
      "the service fails at the confirmation",
      () =>
        world.api.rule(({ path }) => (path === "/confirm-upload" ? { respond: { status: 500 } } : undefined)),
      502,
      "unexpected-response",
    ],
  ])(
    "%s in the middle: an error, and nothing is left",
    async (_, disturb, status, code) => {
      const relay = await started({ stallTimeout: 1000, retries: 1 });
      const bytes = randomBytes(33 * MIB);
      const body = async function* () {
        let sent = 0;
        for await (const piece of pieces(bytes)) {
          if (sent === 12 * MIB) {
            // The first part has arrived.
            await expect.poll(() => world.s3.parts().length, { timeout: 10_000 }).toBeGreaterThan(0);
            await disturb();
          }
          sent += piece.length;
          yield piece;
        }
      };
      const answer = await relay.send(body());
      expect(answer).toMatchObject({ status, json: { code } });
      await line.setToxics([]);
      const announced = world.announced();
      world.s3.rule(() => undefined);
      world.api.rule(() => undefined);
      expect(announced).toHaveLength(1);
      await nothingLeft(relay);
    },
    60_000,
  );
});

describe("a client that is gone at a random point leaves nothing in the service and in S3", () => {
  const random = randomFrom(12);
  const CASES = Array.from(
    { length: 10 },
    (_, i) => [i, Math.floor(random() * 24 * MIB), i % 2 === 0] as const,
  );
  test.each(CASES)(
    "case %i: after %i bytes (reset: %s)",
    async (_, at, reset) => {
      const relay = await started();
      const socket = connectSocket(relay.port, "127.0.0.1");
      let answer = "";
      socket.on("data", (data) => {
        answer += data;
      });
      socket.on("error", () => {});
      socket.write(`PUT /files/a.bin HTTP/1.1\r\nHost: x\r\nContent-Length: ${24 * MIB + 1}\r\n\r\n`);
      const bytes = randomBytes(at);
      for await (const piece of pieces(bytes, 512 * 1024)) {
        if (!socket.write(piece)) await new Promise((resolve) => socket.once("drain", resolve));
      }
      const closed = new Promise((resolve) => socket.once("close", resolve));
      if (reset) socket.resetAndDestroy();
      else socket.end();
      await closed;
      expect(answer).not.toMatch(/HTTP\/1.1 2/);
      await expect.poll(() => relay.buffers.usage(), { timeout: 10_000 }).toEqual({ memory: 0, disk: 0 });
      await nothingLeft(relay);
    },
    30_000,
  );
});
