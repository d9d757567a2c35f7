import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { callsUntil } from "../../../layers/core/src/aws/mover-client.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { withSlowCompletions } from "../servers/slow-completions.ts";
import { createBucket, s3ClientOf, type TestBucket } from "../storage/bucket.ts";
import { aSentUpload, expectArrived, PART_BYTES, uploadsIn } from "./client-upload.ts";

/** Far less than the completions below take. */
const REQUEST_TIMEOUT_MS = 250;
const IN_PARTS = { thresholdBytes: PART_BYTES, partBytes: PART_BYTES };

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

  /** The mover's bucket, behind the slow server, for an invocation that ends its calls so. */
  const storage = (ends: AbortSignal = new AbortController().signal) => {
    const requestHandler = { requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
    const client = s3ClientOf(slow.server, { maxAttempts: 2, requestHandler });
    return createMoverStorage(bucket.name, callsUntil(client, ends));
  };

  /** An invocation that ends while S3 is at the completion. */
  const endingMeanwhile = (): AbortSignal => {
    const ends = new AbortController();
    answers = () => {
      ends.abort();
      return false;
    };
    return ends.signal;
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
    expect(await upload.mover.move({}, { storage: storage(endingMeanwhile()) })).toBe("continued");
    expect(upload.mover.record()).toMatchObject({ status: "uploaded", attempts: 0 });

    expect(await upload.mover.move({}, { storage: storage() })).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
  });

  test("and are given up in time go on by themselves: the next message finds the copy", async () => {
    const upload = await aSentUpload(bucket);
    await upload.complete();
    const move = (ends?: AbortSignal) => upload.mover.move({}, { storage: storage(ends), parts: IN_PARTS });
    expect(await move(endingMeanwhile())).toBe("continued");
    expect(upload.mover.record()).toMatchObject({ status: "uploaded", attempts: 0 });

    expect(await move()).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
    expect(await uploadsIn(bucket)).toEqual([]);
  });
});
