import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { timeFor } from "#testing/mover/time-left.ts";
import type { MoverPorts } from "../../../functions/mover/ports.ts";
import { aFileOf, createBucket, type TestBucket } from "../storage/bucket.ts";
import { aMover, around, withBefore } from "./world.ts";

/** The smallest part that S3 accepts. The third part is shorter. */
const PART_BYTES = 5 * 1024 ** 2;
const FIRST = randomBytes(2 * PART_BYTES + 1234);
const SECOND = randomBytes(FIRST.length);
const IN_PARTS = { parts: { thresholdBytes: PART_BYTES, partBytes: PART_BYTES } };
const A_FILE = { file_name: "backup.bin", extension: ".bin", content_type: "application/octet-stream" };

/** The calls of a move in parts, in order. */
const CALLS = [
  "claim",
  "peek",
  "startCopy",
  "save",
  "copyPart",
  "copyPart",
  "copyPart",
  "completeCopy",
  "peek",
  "save",
  "deleteIfMatch",
];

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a large file over $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const aSentFile = async (overrides: Parameters<typeof aFileOf>[1] = {}) => {
    const file = aFileOf(FIRST, { ...A_FILE, ...overrides });
    const mover = aMover(bucket, file);
    await mover.send(FIRST);
    return { file, mover, ports: { ...mover.ports, ...IN_PARTS } };
  };

  const expectMoved = async (destPath: string, bytes: Uint8Array) => {
    expect(await bucket.keys()).toEqual([destPath]);
    expect(digest((await bucket.read(destPath)).bytes)).toBe(digest(bytes));
    await expectNoUploads();
  };

  const expectNoUploads = async () => {
    const { Uploads = [] } = await bucket.client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket.name }),
    );
    expect(Uploads).toEqual([]);
  };

  const recording = (ports: MoverPorts, calls: string[]): MoverPorts =>
    withBefore(ports, async (call) => {
      calls.push(call);
    });

  test("is copied from its form to dest/ in parts, with the same bytes", async () => {
    const { file, mover, ports } = await aSentFile();
    const calls: string[] = [];
    expect(await mover.move({}, recording(ports, calls))).toBe("completed");
    expect(calls).toEqual(CALLS);
    await expectMoved(file.dest_path, FIRST);
  });

  test.each([
    ["completed if it has", FIRST, "completed"],
    ["refused if it does not have", SECOND, "refused"],
  ])("is %s the declared CRC32", async (_, declared, outcome) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(crc32(declared));
    const checksum = { algorithm: "CRC32", value: value.toString("base64") } as const;
    const file = aFileOf(FIRST, { ...A_FILE, checksum });
    const mover = aMover(bucket, file);
    // The form refuses bytes with another checksum, so these are put there without it.
    await bucket.put(file.key_path, FIRST);
    expect(await mover.move({}, IN_PARTS)).toBe(outcome);
    expect(await bucket.keys()).toEqual([outcome === "completed" ? file.dest_path : file.key_path]);
    await expectNoUploads();
  });

  test("is continued by another invocation with the missing parts if the time is up", async () => {
    const { file, mover, ports } = await aSentFile();
    expect(await mover.move({}, IN_PARTS, timeFor(1))).toBe("continued");
    const calls: string[] = [];
    expect(await mover.move({}, recording(ports, calls))).toBe("completed");
    expect(calls).toEqual(["claim", "peek", "copiedParts", ...CALLS.slice(5)]);
    await expectMoved(file.dest_path, FIRST);
  });

  test("is never a mixture if it is replaced between two invocations: the new bytes are moved", async () => {
    const { file, mover, ports } = await aSentFile();
    expect(await mover.move({}, IN_PARTS, timeFor(1))).toBe("continued");
    await mover.send(SECOND);
    expect(await mover.move({}, ports)).toBe("completed");
    await expectMoved(file.dest_path, SECOND);
  });

  test("is never a mixture if it is replaced during the copy: the source is read again", async () => {
    const { file, mover, ports } = await aSentFile();
    let parts = 0;
    const replaced = withBefore(ports, async (call) => {
      if (call === "copyPart" && ++parts === 2) await mover.send(SECOND);
    });
    const message_id = "message-1";
    const outcome = await mover.move({ message_id }, replaced).catch(() => "retried");
    // The parts are copied concurrently, so all parts of the first bytes may have been copied in time.
    if (outcome === "retried") await mover.move({ message_id, receive_count: 2 }, ports);
    await expectMoved(file.dest_path, outcome === "retried" ? SECOND : FIRST);
  });

  test("is moved once by two movers if the lease of one has ended", async () => {
    const { file, mover, ports } = await aSentFile();
    expect(await mover.move({}, IN_PARTS, timeFor(1))).toBe("continued");
    let other: string | undefined;
    const overtaken = withBefore(ports, async (call) => {
      if (call !== "completeCopy" || other !== undefined) return;
      other = "running";
      const late = () => new Date(Date.now() + 1_000_000);
      other = await mover.move({}, { ...IN_PARTS, clock: late });
    });
    expect(await mover.move({}, overtaken)).toBe("superseded");
    expect(other).toBe("completed");
    await expectMoved(file.dest_path, FIRST);
  });

  describe.each(CALLS.map((name, at) => ({ name, at })))("cut off at call $at ($name)", ({ at, name }) => {
    test.each(["before", "after"])("%s it took effect, arrives once", async (when) => {
      const { file, mover, ports } = await aSentFile();
      let calls = 0;
      let dead = false;
      const cutOff = async (call: () => Promise<unknown>) => {
        if (dead) throw new Error("the mover is dead");
        if (calls++ !== at) return call();
        if (when === "after") await call();
        dead = true;
        throw new Error(`${name} was cut off`);
      };
      const message_id = "message-1";
      await expect(mover.move({ message_id }, around(ports, cutOff))).rejects.toThrow();
      await mover.move({ message_id, receive_count: 2 }, ports);

      expect(await bucket.keys()).toEqual([file.dest_path]);
      expect(digest((await bucket.read(file.dest_path)).bytes)).toBe(digest(FIRST));
      expect(mover.record()).toMatchObject({ status: "completed" });
      // The one gap: the mover was killed after it began a copy and before its id was in the record. The lifecycle
      // rule aborts that copy.
      const gap = (name === "startCopy" && when === "after") || (at === 3 && when === "before");
      if (!gap) await expectNoUploads();
    });
  });
});
