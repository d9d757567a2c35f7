import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { callsUntil } from "../../../layers/core/src/aws/mover-client.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { withSlowCompletions } from "../servers/slow-completions.ts";
import { createBucket, s3ClientOf, type TestBucket } from "../storage/bucket.ts";
import { aClientUpload, expectArrived, PART_BYTES, uploadsIn } from "./client-upload.ts";

/** Far less than the time of the completions below. */
const REQUEST_TIMEOUT_MS = 250;
const IN_PARTS = { thresholdBytes: PART_BYTES, partBytes: PART_BYTES };

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a completion that takes $name long", (server) => {
  let bucket: TestBucket;
  let slow: Awaited<ReturnType<typeof withSlowCompletions>>;
  /** Whether the server may end its response to a completion now. */
  let mayRespond: () => boolean;
  beforeEach(async () => {
    bucket = await createBucket(server);
    slow = await withSlowCompletions(server, () => mayRespond());
  });
  afterEach(() => slow.stop());

  /** The mover's storage with the slow server, for an invocation whose calls end with `signal`. */
  const storage = (signal: AbortSignal = new AbortController().signal) => {
    const requestHandler = { requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true };
    const client = s3ClientOf(slow.server, { maxAttempts: 2, requestHandler });
    return createMoverStorage(bucket.name, callsUntil(client, signal));
  };

  /** The signal of an invocation that ends while S3 works on the completion. */
  const endingMeanwhile = (): AbortSignal => {
    const invocation = new AbortController();
    mayRespond = () => {
      invocation.abort();
      return false;
    };
    return invocation.signal;
  };

  test("may take longer than any other call", async () => {
    const upload = await aClientUpload(bucket);
    const begun = Date.now();
    mayRespond = () => Date.now() - begun > 4 * REQUEST_TIMEOUT_MS;

    expect(await upload.mover.move({}, { storage: storage() })).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
  });

  test("and ends after its invocation lets the next message find the client's object", async () => {
    const upload = await aClientUpload(bucket);
    expect(await upload.mover.move({}, { storage: storage(endingMeanwhile()) })).toBe("continued");
    expect(upload.mover.record()).toMatchObject({ status: "uploaded", attempts: 0 });

    expect(await upload.mover.move({}, { storage: storage() })).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
  });

  test("of a copy and ends after its invocation lets the next message find the copy", async () => {
    const upload = await aClientUpload(bucket);
    await upload.complete();
    const move = (signal?: AbortSignal) =>
      upload.mover.move({}, { storage: storage(signal), parts: IN_PARTS });
    expect(await move(endingMeanwhile())).toBe("continued");
    expect(upload.mover.record()).toMatchObject({ status: "uploaded", attempts: 0 });

    expect(await move()).toBe("completed");

    expect(slow.completions()).toBe(1);
    await expectArrived(bucket, upload);
    expect(await uploadsIn(bucket)).toEqual([]);
  });
});
