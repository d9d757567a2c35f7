import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { clientConfig } from "../../../layers/core/src/aws/client-config.ts";
import { callsUntil } from "../../../layers/core/src/aws/mover-client.ts";
import { createMoverStorage } from "../../../layers/core/src/aws/mover-storage.ts";
import { NEVER_ANSWERED, type Slowness, startSlowS3 } from "../servers/slow-s3.ts";
import { aFileOf, createBucket, s3ClientOf, type TestBucket } from "../storage/bucket.ts";
import { aMover } from "./world.ts";

// A slow S3 must not turn into duplicate work: what is asked of it is counted.

const PART_BYTES = 5 * 1024 ** 2;
const WAYS = {
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
    Object.entries(WAYS).map(([way, how]) => ({ slow, way, ...how })),
  ),
)("S3 takes long $slow it makes $way", ({ slow, bytes, parts, copies }) => {
  let s3: Awaited<ReturnType<typeof startSlowS3>>;
  let bucket: TestBucket;
  beforeEach(async () => {
    s3 = await startSlowS3(versitygw, slow);
    bucket = await createBucket(versitygw);
  });
  afterEach(() => s3.stop());

  /** The mover as one invocation has it; tries of small calls are given up after a fifth of a second. */
  const invocation = () => {
    const ends = new AbortController();
    const client = s3ClientOf(s3.server, clientConfig({ maxAttempts: 3, requestTimeoutMs: 200 }));
    return { ends, storage: createMoverStorage(bucket.name, callsUntil(client, ends.signal)) };
  };

  const aSentFile = async () => {
    const file = aFileOf(bytes, A_FILE);
    const mover = aMover(bucket, file);
    await mover.send(bytes);
    return { file, mover };
  };

  /** Every copy is under way, and has been for as long as all the tries of a call that is given up. */
  const isSlow = async () => {
    await vi.waitUntil(() => s3.underWay().now === copies);
    await expect(invocation().storage.head(NEVER_ANSWERED)).rejects.toMatchObject({ name: "TimeoutError" });
  };

  const expectMoved = async (destPath: string) => {
    expect(await bucket.keys()).toEqual([destPath]);
    expect((await bucket.read(destPath)).bytes.equals(bytes)).toBe(true);
  };

  test("it is asked once, and a duplicate message is acknowledged without a call to it", async () => {
    const { file, mover } = await aSentFile();
    const move = mover.move({}, { storage: invocation().storage, parts });
    await isSlow();

    expect(await mover.move({}, { storage: invocation().storage, parts })).toBe("held-by-another-mover");
    expect(s3.copies).toHaveLength(copies);
    s3.letGo();

    expect(await move).toBe("completed");
    expect(s3.copies).toHaveLength(copies);
    expect(mover.record()).toMatchObject({ status: "completed", attempts: 1 });
    await expectMoved(file.dest_path);
  });

  test("until the invocation ends: the message comes back, nobody holds the file, and the next try brings it home", async () => {
    const { file, mover } = await aSentFile();
    const { ends, storage } = invocation();
    const message = { message_id: "one" };
    const move = mover.move(message, { storage, parts });
    const comesBack = expect(move).rejects.toThrow("retry in 10 s");
    await isSlow();

    ends.abort();

    await comesBack;
    expect(s3.copies).toHaveLength(copies);
    expect(mover.record()).toMatchObject({ status: "uploaded", attempts: 1 });
    expect(mover.record()).not.toHaveProperty("lease_until");
    // S3 goes on with what nobody waits for, and is done before the message is back.
    s3.letGo();
    await vi.waitUntil(() => s3.underWay().now === 0);

    expect(await mover.move({ ...message, receive_count: 2 }, { storage: invocation().storage, parts })).toBe(
      "completed",
    );
    expect(s3.underWay().most).toBe(copies);
    await expectMoved(file.dest_path);
  });
});
