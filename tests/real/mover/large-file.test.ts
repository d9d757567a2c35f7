import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, inject, test } from "vitest";
import { timeFor } from "#testing/mover/time-left.ts";
import type { MoverPorts } from "../../../functions/mover/ports.ts";
import { aFileOf, createBucket, type TestBucket } from "../storage/bucket.ts";
import { aMover, around, withBefore } from "./world.ts";

/** The smallest part S3 takes; the third is a remainder. */
const PART_BYTES = 5 * 1024 ** 2;
const FIRST = randomBytes(2 * PART_BYTES + 1234);
const SECOND = randomBytes(FIRST.length);
const IN_PARTS = { parts: { thresholdBytes: PART_BYTES, partBytes: PART_BYTES } };
const A_FILE = { file_name: "backup.bin", extension: ".bin", content_type: "application/octet-stream" };

/** What a move in parts calls, in order. */
const CALLS = [
  "claim",
  "peek",
  "startCopy",
  "save",
  "copyPart",
  "copyPart",
  "copyPart",
  "completeCopy",
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

  test("goes from its form to dest/ in parts, byte for byte", async () => {
    const { file, mover, ports } = await aSentFile();
    const calls: string[] = [];
    expect(await mover.move({}, recording(ports, calls))).toBe("completed");
    expect(calls).toEqual(CALLS);
    await expectMoved(file.dest_path, FIRST);
  });

  test.each([
    ["that it has", FIRST, "completed"],
    ["that it has not", SECOND, "refused"],
  ])("is checked against a declared CRC32 %s", async (_, of, outcome) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE(crc32(of));
    const checksum = { algorithm: "CRC32", value: value.toString("base64") } as const;
    const file = aFileOf(FIRST, { ...A_FILE, checksum });
    const mover = aMover(bucket, file);
    // Nobody gets other bytes past the form; these were put there.
    await bucket.put(file.key_path, FIRST);
    expect(await mover.move({}, IN_PARTS)).toBe(outcome);
    expect(await bucket.keys()).toEqual([outcome === "completed" ? file.dest_path : file.key_path]);
    await expectNoUploads();
  });

  test("goes on in another invocation where time ran out, with the parts that are missing", async () => {
    const { file, mover, ports } = await aSentFile();
    expect(await mover.move({}, IN_PARTS, timeFor(1))).toBe("continued");
    const calls: string[] = [];
    expect(await mover.move({}, recording(ports, calls))).toBe("completed");
    expect(calls).toEqual(["claim", "peek", "copiedParts", ...CALLS.slice(5)]);
    await expectMoved(file.dest_path, FIRST);
  });

  test("is never a mixture: replaced between its parts, the new bytes go", async () => {
    const { file, mover, ports } = await aSentFile();
    expect(await mover.move({}, IN_PARTS, timeFor(1))).toBe("continued");
    await mover.send(SECOND);
    expect(await mover.move({}, ports)).toBe("completed");
    await expectMoved(file.dest_path, SECOND);
  });

  test("is never a mixture: replaced under the mover's hands, it is looked at again", async () => {
    const { file, mover, ports } = await aSentFile();
    let parts = 0;
    const replaced = withBefore(ports, async (call) => {
      if (call === "copyPart" && ++parts === 2) await mover.send(SECOND);
    });
    const message_id = "message-1";
    const outcome = await mover.move({ message_id }, replaced).catch(() => "retried");
    // The parts were under way at once: those of the first bytes may all have been in time.
    if (outcome === "retried") await mover.move({ message_id, receive_count: 2 }, ports);
    await expectMoved(file.dest_path, outcome === "retried" ? SECOND : FIRST);
  });

  test("is moved once by two movers, one of which has lost its lease", async () => {
    const { file, mover, ports } = await aSentFile();
    expect(await mover.move({}, IN_PARTS, timeFor(1))).toBe("continued");
    let other: string | undefined;
    const overtaken = withBefore(ports, async (call) => {
      if (call !== "completeCopy" || other !== undefined) return;
      other = "under way";
      const late = () => new Date(Date.now() + 1_000_000);
      other = await mover.move({}, { ...IN_PARTS, clock: late });
    });
    expect(await mover.move({}, overtaken)).toBe("superseded");
    expect(other).toBe("completed");
    await expectMoved(file.dest_path, FIRST);
  });

  describe.each(CALLS.map((name, at) => ({ name, at })))("cut off at call $at, $name", ({ at, name }) => {
    test.each(["before", "after"])("%s it took effect, arrives once", async (when) => {
      const { file, mover, ports } = await aSentFile();
      let calls = 0;
      let dead = false;
      const dies = async (call: () => Promise<unknown>) => {
        if (dead) throw new Error("the mover is dead");
        if (calls++ !== at) return call();
        if (when === "after") await call();
        dead = true;
        throw new Error(`${name} was cut off`);
      };
      const message_id = "message-1";
      await expect(mover.move({ message_id }, around(ports, dies))).rejects.toThrow();
      await mover.move({ message_id, receive_count: 2 }, ports);

      expect(await bucket.keys()).toEqual([file.dest_path]);
      expect(digest((await bucket.read(file.dest_path)).bytes)).toBe(digest(FIRST));
      expect(mover.record()).toMatchObject({ status: "completed" });
      // The one gap: begun, and killed before its id was in the record. The lifecycle rule aborts it.
      const gap = (name === "startCopy" && when === "after") || (at === 3 && when === "before");
      if (!gap) await expectNoUploads();
    });
  });
});
