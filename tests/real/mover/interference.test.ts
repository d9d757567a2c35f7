import { beforeEach, describe, expect, inject, test } from "vitest";
import { aFileOf, createBucket, type TestBucket } from "../storage/bucket.ts";
import { aMover, withBefore } from "./world.ts";

const FIRST = "the bytes that were looked at";
const SECOND = "SOMETHING ELSE, JUST AS LONG.";

/** Runs `work` once, right before the first call with this name. */
const onceBefore = (name: string, work: () => Promise<unknown>) => {
  let done = false;
  return async (call: string) => {
    if (done || call !== name) return;
    done = true;
    await work();
  };
};

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a move over $name, disturbed", (server) => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await createBucket(server);
  });

  const aSentFile = async () => {
    const file = aFileOf(FIRST);
    const mover = aMover(bucket, file);
    await mover.send(FIRST);
    return { file, mover };
  };

  test("does not copy bytes that were replaced after the GET, and the next attempt moves the new bytes", async () => {
    const { file, mover } = await aSentFile();
    const replaced = withBefore(
      mover.ports,
      onceBefore("copy", () => mover.send(SECOND)),
    );
    await expect(mover.move({}, replaced)).rejects.toThrow("retry in");
    expect(mover.record()).toMatchObject({ status: "uploaded" });
    expect(await bucket.keys()).toEqual([file.key_path]);

    expect(await mover.move({ receive_count: 2 })).toBe("completed");
    expect((await bucket.read(file.dest_path)).bytes.toString()).toBe(SECOND);
    expect(await bucket.keys()).toEqual([file.dest_path]);
  });

  test("does not copy bytes that were deleted after the GET", async () => {
    const { file, mover } = await aSentFile();
    const { etag = "" } = (await bucket.mover.head(file.key_path)) ?? {};
    const gone = withBefore(
      mover.ports,
      onceBefore("copy", () => bucket.mover.deleteIfMatch(file.key_path, etag)),
    );
    await expect(mover.move({}, gone)).rejects.toThrow("retry in");
    expect(await bucket.keys()).toEqual([]);
    expect(mover.record()).toMatchObject({ status: "uploaded" });
  });

  test.each([
    ["before it is completed", "save"],
    ["before the source is deleted", "deleteIfMatch"],
  ])("keeps the verified bytes if others arrive %s, and deletes the others", async (_, call) => {
    const { file, mover } = await aSentFile();
    const replaced = withBefore(
      mover.ports,
      onceBefore(call, () => mover.send(SECOND)),
    );
    expect(await mover.move({}, replaced)).toBe("completed");
    expect((await bucket.read(file.dest_path)).bytes.toString()).toBe(FIRST);
    expect(await bucket.keys()).toEqual([file.dest_path]);
  });

  test.each([
    ["other bytes", SECOND],
    ["the same bytes once more", FIRST],
  ])("deletes a late POST of %s, and keeps the moved bytes", async (_, late) => {
    const { file, mover } = await aSentFile();
    const { etag = "" } = (await bucket.mover.head(file.key_path)) ?? {};
    const event = { etag: etag.replaceAll('"', ""), sequencer: "0055AED6DCD90281E5" };
    expect(await mover.move({ event })).toBe("completed");

    await mover.send(late);
    const { etag: lateEtag = "" } = (await bucket.mover.head(file.key_path)) ?? {};
    const lateEvent = { etag: lateEtag.replaceAll('"', ""), sequencer: "0055AED6DCD90281E6" };
    expect(await mover.move({ event: lateEvent })).toBe("late-post-removed");
    expect((await bucket.read(file.dest_path)).bytes.toString()).toBe(FIRST);
    expect(await bucket.keys()).toEqual([file.dest_path]);
  });

  test("moves the file once for three messages at the same time", async () => {
    const { file, mover } = await aSentFile();
    const outcomes = await Promise.all([mover.move(), mover.move(), mover.move()]);
    expect(outcomes.filter((outcome) => outcome === "completed")).toHaveLength(1);
    expect(await bucket.keys()).toEqual([file.dest_path]);
  });

  // The mover may be killed after each of claim, peek, copy, peek, save and deleteIfMatch.
  test.each([0, 1, 2, 3, 4, 5, 6])("has the same outcome if it is killed after %i calls", async (calls) => {
    const { file, mover } = await aSentFile();
    const message = { message_id: "one" };
    let made = 0;
    const killed = withBefore(mover.ports, async () => {
      made += 1;
      if (made > calls) throw new Error("killed");
    });
    const first = await mover.move(message, killed).catch((error: Error) => error.message);
    expect(first).toBe(calls < 6 ? "killed" : "completed");

    await mover.move({ ...message, receive_count: 2 });
    expect(mover.record()).toMatchObject({ status: "completed" });
    expect((await bucket.read(file.dest_path)).bytes.toString()).toBe(FIRST);
    expect(await bucket.keys()).toEqual([file.dest_path]);
  });
});
