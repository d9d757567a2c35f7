import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { clientConfig } from "../../../layers/core/src/aws/client-config.ts";
import { callsUntil } from "../../../layers/core/src/aws/mover-client.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { NO_RESPONSE_KEY, type Slowness, startSlowS3 } from "../servers/slow-s3.ts";
import { aFileOf, createBucket, s3ClientOf, type TestBucket } from "../storage/bucket.ts";
import { aMover } from "./world.ts";

// A slow S3 must not cause duplicate work, so the calls to it are counted.

const PART_BYTES = 5 * 1024 ** 2;
const COPY_MODES = {
  "one copy": {
    bytes: randomBytes(1000),
    parts: { thresholdBytes: 1024 ** 3, partBytes: PART_BYTES },
    copies: 1,
  },
  "a copy in parts": {
    bytes: randomBytes(2 * PART_BYTES + 1234),
    parts: { thresholdBytes: PART_BYTES, partBytes: PART_BYTES },
    copies: 3,
  },
};
const A_FILE = { file_name: "backup.bin", extension: ".bin", content_type: "application/octet-stream" };

const [versitygw] = inject("s3Servers").filter(({ name }) => name === "versitygw");
if (!versitygw) throw new Error("versitygw does not run");

describe.each(
  (["before", "after"] satisfies Slowness[]).flatMap((slow) =>
    Object.entries(COPY_MODES).map(([mode, options]) => ({ slow, mode, ...options })),
  ),
)("an S3 that is slow $slow it makes $mode", ({ slow, bytes, parts, copies }) => {
  let s3: Awaited<ReturnType<typeof startSlowS3>>;
  let bucket: TestBucket;
  beforeEach(async () => {
    s3 = await startSlowS3(versitygw, slow);
    bucket = await createBucket(versitygw);
  });
  afterEach(() => s3.stop());

  /** The mover's storage for one invocation. A try of a small call times out after 200 ms. */
  const invocation = () => {
    const controller = new AbortController();
    const client = s3ClientOf(s3.server, clientConfig({ maxAttempts: 3, requestTimeoutMs: 200 }));
    return { controller, storage: createMoverStorage(bucket.name, callsUntil(client, controller.signal)) };
  };

  const aSentFile = async () => {
    const file = aFileOf(bytes, A_FILE);
    const mover = aMover(bucket, file);
    await mover.send(bytes);
    return { file, mover };
  };

  /** Waits until every copy is in flight, and then for as long as all tries of a small call take. */
  const untilSlow = async () => {
    await vi.waitUntil(() => s3.inFlight().now === copies);
    await expect(invocation().storage.head(NO_RESPONSE_KEY)).rejects.toMatchObject({ name: "TimeoutError" });
  };

  const expectMoved = async (destPath: string) => {
    expect(await bucket.keys()).toEqual([destPath]);
    expect((await bucket.read(destPath)).bytes.equals(bytes)).toBe(true);
  };

  test("receives each copy once, and a duplicate message is acknowledged without a call to S3", async () => {
    const { file, mover } = await aSentFile();
    const move = mover.move({}, { storage: invocation().storage, parts });
    await untilSlow();

    expect(await mover.move({}, { storage: invocation().storage, parts })).toBe("held-by-another-mover");
    expect(s3.copies).toHaveLength(copies);
    s3.release();

    expect(await move).toBe("completed");
    expect(s3.copies).toHaveLength(copies);
    expect(mover.record()).toMatchObject({ status: "completed", attempts: 1 });
    await expectMoved(file.dest_path);
  });

  test("until the invocation ends costs a retry: the lease is released, and the next attempt completes the file", async () => {
    const { file, mover } = await aSentFile();
    const { controller, storage } = invocation();
    const message = { message_id: "one" };
    const move = mover.move(message, { storage, parts });
    const isRetried = expect(move).rejects.toThrow("retry in 10 s");
    await untilSlow();

    controller.abort();

    await isRetried;
    expect(s3.copies).toHaveLength(copies);
    expect(mover.record()).toMatchObject({ status: "uploaded", attempts: 1 });
    expect(mover.record()).not.toHaveProperty("lease_until");
    // S3 continues the copies by itself, and completes them before the message is delivered again.
    s3.release();
    await vi.waitUntil(() => s3.inFlight().now === 0);

    expect(await mover.move({ ...message, receive_count: 2 }, { storage: invocation().storage, parts })).toBe(
      "completed",
    );
    expect(s3.inFlight().most).toBe(copies);
    await expectMoved(file.dest_path);
  });
});
