import { beforeEach, describe, expect, inject, test } from "vitest";
import type { MoverPorts } from "../../../functions/mover/ports.ts";
import { createBucket, type TestBucket } from "../storage/bucket.ts";
import { aSentUpload, expectArrived, PART_BYTES, SENT, uploadsIn } from "./client-upload.ts";
import { around, withBefore } from "./world.ts";

const IN_PARTS = { parts: { thresholdBytes: SENT.length - 1, partBytes: PART_BYTES } };
const HOW = { "in one go": {}, "in parts": IN_PARTS };

/** What a move calls until the object is there, and after. */
const COMPLETION = ["claim", "peek", "uploadedParts", "completeUpload", "peek"];
const COPY = {
  "in one go": ["copy"],
  "in parts": ["startCopy", "save", "copyPart", "copyPart", "copyPart", "completeCopy"],
};
const END = ["save", "deleteIfMatch"];

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a client's multipart upload over $name", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const recording = (ports: MoverPorts, calls: string[]): MoverPorts =>
    withBefore(ports, async (call) => {
      calls.push(call);
    });

  describe.each(["in one go", "in parts"] as const)("moved %s", (how) => {
    test("is completed on the way, byte for byte", async () => {
      const upload = await aSentUpload(bucket);
      const calls: string[] = [];

      expect(await upload.mover.move({}, recording({ ...upload.mover.ports, ...HOW[how] }, calls))).toBe(
        "completed",
      );

      expect(calls).toEqual([...COMPLETION, ...COPY[how], ...END]);
      await expectArrived(bucket, upload);
      expect(await uploadsIn(bucket)).toEqual([]);
    });

    const calls = [...COMPLETION, ...COPY[how], ...END].map((name, at) => ({ name, at }));

    describe.each(calls)("cut off at call $at, $name", ({ name, at }) => {
      test.each(["before", "after"])("%s it took effect, arrives once", async (when) => {
        const upload = await aSentUpload(bucket);
        const ports = { ...upload.mover.ports, ...HOW[how] };
        let made = 0;
        let dead = false;
        const dies = async (call: () => Promise<unknown>) => {
          if (dead) throw new Error("the mover is dead");
          if (made++ !== at) return call();
          if (when === "after") await call();
          dead = true;
          throw new Error(`${name} was cut off`);
        };
        const message_id = "message-1";
        await expect(upload.mover.move({ message_id }, around(ports, dies))).rejects.toThrow();
        await upload.mover.move({ message_id, receive_count: 2 }, ports);

        await expectArrived(bucket, upload);
        // The one gap of a copy: begun, and killed before its id was in the record. The lifecycle rule aborts it.
        const gap =
          (name === "startCopy" && when === "after") ||
          (calls[at - 1]?.name === "startCopy" && when === "before");
        if (!gap) expect(await uploadsIn(bucket)).toEqual([]);
      });
    });
  });

  test.each([
    ["CRC32", "COMPOSITE"],
    ["SHA256", "COMPOSITE"],
    ["CRC32", "FULL_OBJECT"],
    ["CRC64NVME", "FULL_OBJECT"],
  ] as const)("begun with %s, %s, is completed with its parts' own", async (ChecksumAlgorithm, ChecksumType) => {
    const upload = await aSentUpload(bucket, [1, 2, 3], { ChecksumAlgorithm, ChecksumType });

    expect(await upload.mover.move()).toBe("completed");

    await expectArrived(bucket, upload);
  });

  test("whose parts came in another order is the same file", async () => {
    const upload = await aSentUpload(bucket, [3, 1, 2]);

    expect(await upload.mover.move()).toBe("completed");

    await expectArrived(bucket, upload);
  });

  test.each([
    ["the second", [1, 3], 2, "part 2 is missing"],
    ["the last", [1, 2], 3, `have ${2 * PART_BYTES} bytes`],
  ])("that lacks %s of its parts waits for it; the next message moves it", async (_, sent, missing, says) => {
    const upload = await aSentUpload(bucket, sent);
    expect(await upload.mover.move()).toBe("refused");
    expect(upload.mover.record()).toMatchObject({
      status: "error",
      error_code: "parts-differ",
      retryable: true,
      details: expect.stringContaining(says),
    });
    expect(await uploadsIn(bucket)).toHaveLength(1);

    await upload.send(missing);
    expect(await upload.mover.move()).toBe("completed");

    await expectArrived(bucket, upload);
  });

  test("that was aborted leaves nothing to move", async () => {
    const upload = await aSentUpload(bucket);
    await bucket.mover.abortUpload(upload.file.key_path, upload.file.upload_id ?? "");

    expect(await upload.mover.move()).toBe("refused");

    expect(upload.mover.record()).toMatchObject({ status: "error", error_code: "bytes-missing" });
    expect(await bucket.keys()).toEqual([]);
  });

  test.each(COMPLETION.slice(1, 4))("that somebody completes right before %s arrives once", async (call) => {
    const upload = await aSentUpload(bucket);
    let done = false;
    const overtaken = withBefore(upload.mover.ports, async (name) => {
      if (done || name !== call) return;
      done = true;
      await upload.complete();
    });

    expect(await upload.mover.move({}, overtaken)).toBe("completed");

    await expectArrived(bucket, upload);
  });

  test("is moved once by its confirmation and S3's own word, at the same time", async () => {
    const upload = await aSentUpload(bucket);

    const outcomes = await Promise.all([upload.mover.move(), upload.mover.move(), upload.mover.move()]);

    expect(outcomes.filter((outcome) => outcome === "completed")).toHaveLength(1);
    await expectArrived(bucket, upload);
  });
});
