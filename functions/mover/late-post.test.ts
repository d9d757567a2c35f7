import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import { aWorld } from "#testing/mover/ports.ts";
import { etagOf } from "#testing/objects.ts";
import { cleanUpCompleted } from "./clean-up-completed.ts";
import { removeSource } from "./remove-source.ts";

const MOVED = aJpeg("moved");
const LATE = aJpeg("late");
const bare = (bytes: Uint8Array) => etagOf(bytes).replaceAll('"', "");

/** A completed file, with `inTemp` in temp/ and the moved bytes in dest/. */
const prepare = ({ inTemp, sequencer }: { inTemp?: Uint8Array; sequencer?: string } = {}) => {
  const world = aWorld({
    bytes: inTemp ?? null,
    file: { status: "completed", source_etag: etagOf(MOVED), ...(sequencer && { sequencer }) },
  });
  world.bucket.put(world.file.dest_path, MOVED);
  const calls: string[] = [];
  const { storage } = world.ports;
  const recording: typeof storage = {
    ...storage,
    head: (key) => {
      calls.push(`head ${key}`);
      return storage.head(key);
    },
    deleteIfMatch: (key, etag) => {
      calls.push(`delete ${key} if ${etag}`);
      return storage.deleteIfMatch(key, etag);
    },
  };
  return { ...world, ports: { ...world.ports, storage: recording }, calls };
};

const event = (bytes: Uint8Array, sequencer = "00A1") => ({ etag: bare(bytes), sequencer });

describe("an arrival for a completed file", () => {
  it("of other bytes is a late POST: a HEAD, and a delete of exactly those bytes", async () => {
    const { ports, file, calls, keys } = prepare({ inTemp: LATE });

    await expect(cleanUpCompleted(ports, anArrival({ event: event(LATE) }), file)).resolves.toBe(
      "late-post-removed",
    );
    expect(calls).toEqual([`head ${file.key_path}`, `delete ${file.key_path} if ${etagOf(LATE)}`]);
    expect(keys()).toEqual([file.dest_path]);
  });

  it("of other bytes that are already gone costs only the HEAD", async () => {
    const { ports, file, calls } = prepare();

    await expect(cleanUpCompleted(ports, anArrival({ event: event(LATE) }), file)).resolves.toBe(
      "late-post-removed",
    );
    expect(calls).toEqual([`head ${file.key_path}`]);
  });

  it("leaves bytes that arrive between the HEAD and the delete to their own event", async () => {
    const { ports, file, bucket } = prepare({ inTemp: LATE });
    const newer = aJpeg("newer");
    const storage = {
      ...ports.storage,
      deleteIfMatch: (key: string, etag: string) => {
        bucket.put(file.key_path, newer);
        return ports.storage.deleteIfMatch(key, etag);
      },
    };

    await cleanUpCompleted({ ...ports, storage }, anArrival({ event: event(LATE) }), file);

    expect(bucket.objects.get(file.key_path)?.bytes).toEqual(newer);
  });

  it.each([
    ["00A2", "00A1"],
    ["0A00", "FF"],
    ["10", "0F"],
    ["100", "FF"],
    ["0055AED6DCD90281E6", "55AED6DCD90281E5"],
  ])("of the same bytes with the later sequencer %s after %s is a late POST too", async (later, sequencer) => {
    const { ports, file, keys } = prepare({ inTemp: MOVED, sequencer });

    await expect(cleanUpCompleted(ports, anArrival({ event: event(MOVED, later) }), file)).resolves.toBe(
      "late-post-removed",
    );
    expect(keys()).toEqual([file.dest_path]);
  });

  it.each([
    ["00A1", "00A1"],
    ["A1", "00A1"],
    ["00A0", "00A1"],
    ["FF", "0A00"],
  ])("of the same bytes with the sequencer %s after %s is a duplicate and costs no call", async (same, sequencer) => {
    const { ports, file, calls } = prepare({ sequencer });

    await expect(cleanUpCompleted(ports, anArrival({ event: event(MOVED, same) }), file)).resolves.toBe(
      "already-completed",
    );
    expect(calls).toEqual([]);
  });

  it("by a move message is a duplicate and costs no call", async () => {
    const { ports, file, calls } = prepare();

    await expect(cleanUpCompleted(ports, anArrival(), file)).resolves.toBe("already-completed");
    expect(calls).toEqual([]);
  });

  it.each([
    ["a move message", undefined],
    ["the notification", event(MOVED)],
  ])("by the second delivery of %s deletes the source that a cut-off mover left", async (_, ownEvent) => {
    const { ports, file, calls, keys } = prepare({ inTemp: MOVED, sequencer: "00A1" });
    const arrival = anArrival({ receive_count: 2, ...(ownEvent && { event: ownEvent }) });

    await expect(cleanUpCompleted(ports, arrival, file)).resolves.toBe("already-completed");
    expect(calls).toEqual([`delete ${file.key_path} if ${etagOf(MOVED)}`]);
    expect(keys()).toEqual([file.dest_path]);
  });

  it("leaves a source that S3 does not delete to the reconciler, at the last delivery only", async () => {
    const { ports, file } = prepare({ inTemp: MOVED });
    const storage = { ...ports.storage, deleteIfMatch: () => Promise.reject(new Error("SlowDown")) };
    const deliver = (receive_count: number) =>
      cleanUpCompleted({ ...ports, storage }, anArrival({ receive_count }), file);

    await expect(deliver(4)).rejects.toThrow("SlowDown");
    await expect(deliver(5)).resolves.toBe("already-completed");
  });

  it("that an operator completed leaves temp/ as it is", async () => {
    const { ports, file, calls } = prepare({ inTemp: LATE });
    const { source_etag, ...byHand } = file;

    await expect(cleanUpCompleted(ports, anArrival({ receive_count: 2 }), byHand)).resolves.toBe(
      "already-completed",
    );
    expect(calls).toEqual([]);
  });
});

describe("removeSource", () => {
  it("deletes the moved bytes", async () => {
    const { ports, file, calls, keys } = prepare({ inTemp: MOVED });

    await removeSource(ports, file, etagOf(MOVED));

    expect(calls).toEqual([`delete ${file.key_path} if ${etagOf(MOVED)}`]);
    expect(keys()).toEqual([file.dest_path]);
  });

  it("deletes bytes that were put there meanwhile, as a late POST", async () => {
    const { ports, file, bucket, keys } = prepare({ inTemp: LATE });

    await removeSource(ports, file, etagOf(MOVED));

    expect(keys()).toEqual([file.dest_path]);
    expect(bucket.objects.get(file.dest_path)?.bytes).toEqual(MOVED);
  });
});
