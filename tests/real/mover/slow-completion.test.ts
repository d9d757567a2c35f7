import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import type { TimeLeft } from "../../../functions/mover/ports.ts";
import { SETTLE_MARGIN_MS, STOP_MARGIN_MS } from "../../../functions/mover/time-left.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { withSlowCompletions } from "../servers/slow-completions.ts";
import { createBucket, s3ClientOf, type TestBucket } from "../storage/bucket.ts";
import { aSentUpload, expectArrived, PART_BYTES, uploadsIn } from "./client-upload.ts";

/** Far less than the completions below take. */
const REQUEST_TIMEOUT_MS = 250;
const IN_PARTS = { thresholdBytes: PART_BYTES, partBytes: PART_BYTES };
const ENOUGH = 120_000;

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("completions that take $name long", (server) => {
  let bucket: TestBucket;
  let slow: Awaited<ReturnType<typeof withSlowCompletions>>;
  /** Whether a completion is answered by now. */
  let answers: () => boolean;
  beforeEach(async () => {
    bucket = await createBucket(server);
    slow = await withSlowCompletions(server, () => answers());
  });
  afterEach(() => slow.stop());

  /** The mover's bucket, behind the slow server. */
  const storage = () =>
    createMoverStorage(
      bucket.name,
      s3ClientOf(slow.server, {
        maxAttempts: 2,
        requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
      }),
    );

  /** Time in plenty, but for the completion that is asked for at the nth question: that has a quarter of a second. */
  const endingAt = (nth: number): TimeLeft => {
    let asked = 0;
    return () => {
      asked += 1;
      if (asked === nth) return STOP_MARGIN_MS;
      return asked > nth ? SETTLE_MARGIN_MS + 250 : ENOUGH;
    };
  };

  test("are waited for, longer than for any other call", async () => {
    const upload = await aSentUpload(bucket);
    const begun = Date.now();
    answers = () => Date.now() - begun > 4 * REQUEST_TIMEOUT_MS;

    expect(await upload.mover.move({}, { storage: storage() })).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
  });

  test("and are given up in time go on by themselves: the next message finds the client's object", async () => {
    const upload = await aSentUpload(bucket);
    answers = () => false;
    // Asked by the claim, before the completion, and for its limit.
    expect(await upload.mover.move({}, { storage: storage() }, endingAt(2))).toBe("continued");
    expect(upload.mover.record()).toMatchObject({ status: "uploaded", attempts: 0 });

    expect(await upload.mover.move({}, { storage: storage() })).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
  });

  test("and are given up in time go on by themselves: the next message finds the copy", async () => {
    const upload = await aSentUpload(bucket);
    await upload.complete();
    answers = () => false;
    const ports = { storage: storage(), parts: IN_PARTS };
    // Asked by the claim, before each of three parts, before the completion, and for its limit.
    expect(await upload.mover.move({}, ports, endingAt(5))).toBe("continued");
    expect(upload.mover.record()).toMatchObject({ status: "uploaded", attempts: 0 });

    expect(await upload.mover.move({}, ports)).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
    expect(await uploadsIn(bucket)).toEqual([]);
  });
});
