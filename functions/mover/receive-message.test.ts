import { RESERVE_MS } from "@malote/core/copies";
import { describe, expect, it } from "vitest";
import { aFileOf, aJpeg } from "#testing/builders.ts";
import { aMoveMessage, anS3Event, anSqsRecord } from "#testing/mover/builders.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { MessageRefused } from "./faults.ts";
import { receiveMessage } from "./receive-message.ts";

const SLOW = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });

const receive = (world: World, body: string, receiveCount = 1) =>
  receiveMessage(world.ports)(anSqsRecord({ body, receiveCount }), TIME_LEFT);

/** A world whose table refuses every claim with a throttling error. */
const throttled = (): World => {
  const world = aWorld();
  const files = { ...world.ports.files, claim: () => Promise.reject(SLOW) };
  return { ...world, ports: { ...world.ports, files } };
};

describe("a message that succeeds", () => {
  it("is acknowledged, and its visibility is not changed", async () => {
    const world = aWorld();

    await expect(receive(world, aMoveMessage(world.file))).resolves.toBeUndefined();

    expect(world.reported.moved).toEqual(["completed"]);
    expect(world.delays).toEqual([]);
  });

  it("is acknowledged if it has nothing to move", async () => {
    const world = aWorld();

    await receive(world, JSON.stringify({ Event: "s3:TestEvent" }));
    await receive(world, anS3Event({ bucket: "another" }, { key: "temp/foreign.jpg" }));

    expect(world.reported.dropped).toEqual(["test-event", "other-bucket", "foreign-key"]);
    expect(world.reported.moved).toEqual([]);
    expect(world.record()).toEqual(world.file);
  });

  it("of a refused file is acknowledged too", async () => {
    const world = aWorld({ file: { len: 1 } });

    await receive(world, aMoveMessage(world.file));

    expect(world.reported.moved).toEqual(["refused"]);
    expect(world.delays).toEqual([]);
  });
});

describe("a fault", () => {
  it.each([
    [1, 10],
    [2, 20],
    [3, 40],
    [4, 80],
    [5, 160],
    [7, 640],
    [8, 900],
    [40, 900],
  ])("at delivery %i makes the message visible again after %i s", async (receiveCount, seconds) => {
    const world = throttled();

    await expect(receive(world, aMoveMessage(world.file), receiveCount)).rejects.toBe(SLOW);

    expect(world.delays).toEqual([seconds]);
    expect(world.reported.postponed).toEqual([seconds]);
    expect(world.reported.refused).toEqual([]);
  });

  it("that has its own delay uses that delay", async () => {
    const world = aWorld({
      file: {
        status: "error",
        retryable: true,
        error_code: "not-moved",
        attempts: 5,
        cause: "SlowDown: later",
        lease_owner: "message-1",
      },
    });

    await expect(receive(world, aMoveMessage(world.file), 4)).rejects.toThrow("retry in 1 s");

    expect(world.delays).toEqual([1]);
    expect(world.reported.postponed).toEqual([1]);
  });
});

describe("an event of several records", () => {
  const OTHER_ID = "1c1e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b";
  const OTHER_KEYS = { key_path: `temp/${OTHER_ID}.jpg`, dest_path: `dest/${OTHER_ID}.jpg` };

  /** A world with a second file. */
  const aPair = () => {
    const world = aWorld();
    const other = aFileOf(aJpeg(), { file_id: OTHER_ID, ...OTHER_KEYS });
    world.files.table.set(OTHER_ID, other);
    world.bucket.put(other.key_path, aJpeg());
    return { ...world, other: () => world.files.table.get(OTHER_ID) };
  };

  it("moves the second file although the first fails, and fails with the fault of the first", async () => {
    const world = aPair();
    const files = {
      ...world.ports.files,
      claim: (claim: Parameters<typeof world.files.claim>[0]) =>
        claim.file_id === OTHER_ID ? world.files.claim(claim) : Promise.reject(SLOW),
    };
    const failing = { ...world, ports: { ...world.ports, files } };

    await expect(receive(failing, anS3Event({}, { key: OTHER_KEYS.key_path }))).rejects.toBe(SLOW);

    expect(world.other()?.status).toBe("completed");
    expect(world.record()).toEqual(world.file);
    expect(world.reported.moved).toEqual(["completed"]);
    expect(world.delays).toEqual([10]);
  });

  it("moves each file once when it is delivered again", async () => {
    const world = aPair();
    const body = anS3Event({}, { key: OTHER_KEYS.key_path });
    const storage = { ...world.ports.storage, copy: () => Promise.reject(SLOW) };
    await expect(receive({ ...world, ports: { ...world.ports, storage } }, body)).rejects.toThrow(
      "retry in 10 s",
    );

    await receive(world, body, 2);

    expect([world.record()?.status, world.other()?.status]).toEqual(["completed", "completed"]);
    expect(world.keys()).toEqual([world.file.dest_path, OTHER_KEYS.dest_path].sort());
  });

  it("claims no other file when the time is up, and is retried later", async () => {
    const world = aPair();
    let left = 120_000;
    const copy = (...args: Parameters<typeof world.bucket.copy>) => {
      left = RESERVE_MS;
      return world.bucket.copy(...args);
    };
    const ports = { ...world.ports, storage: { ...world.bucket, copy } };
    const record = anSqsRecord({ body: anS3Event({}, { key: OTHER_KEYS.key_path }) });

    await expect(receiveMessage(ports)(record, () => left)).rejects.toThrow("the invocation ends");

    expect([world.record()?.status, world.other()]).toMatchObject(["completed", { attempts: 0, version: 1 }]);
    expect(world.delays).toEqual([10]);
  });

  it("drops the records of other buckets and keys, and moves the files of the rest", async () => {
    const world = aPair();

    await receive(
      world,
      anS3Event({ bucket: "another" }, {}, { key: "temp/x" }, { key: OTHER_KEYS.key_path }),
    );

    expect(world.reported.dropped).toEqual(["other-bucket", "foreign-key"]);
    expect(world.reported.moved).toEqual(["completed", "completed"]);
  });

  it("without records is dropped", async () => {
    const world = aPair();

    await receive(world, JSON.stringify({ Records: [] }));

    expect(world.reported.dropped).toEqual(["empty"]);
  });
});

describe("a message that is refused", () => {
  it.each([
    ["because it is not JSON", "poison"],
    ["because its file has no record", JSON.stringify({ key_path: "a", file_id: "b", dest_path: "c" })],
  ])("%s is visible again at once, on its way to the dead-letter queue", async (_, body) => {
    const world = aWorld();

    await expect(receive(world, body)).rejects.toThrow(MessageRefused);

    expect(world.delays).toEqual([0]);
    expect(world.reported.refused).toHaveLength(1);
    expect(world.reported.postponed).toEqual([]);
    expect(world.record()).toEqual(world.file);
  });

  it("because its paths are not those of the record moves nothing", async () => {
    const world = aWorld();
    const body = aMoveMessage({ ...world.file, dest_path: "dest/somewhere-else.jpg" });

    await expect(receive(world, body)).rejects.toThrow(MessageRefused);

    expect(world.reported.refused).toEqual(["MessageRefused: its paths are not those of the record"]);
    expect(world.keys()).toEqual([world.file.key_path]);
  });
});

describe("a visibility timeout that cannot be set", () => {
  const withoutDelays = (world: World): World => ({
    ...world,
    ports: {
      ...world.ports,
      deliveries: { delay: () => Promise.reject(new Error("ReceiptHandleIsInvalid")) },
    },
  });

  it("does not hide the fault", async () => {
    const world = withoutDelays(throttled());

    await expect(receive(world, aMoveMessage(world.file))).rejects.toBe(SLOW);

    expect(world.reported.postponed).toEqual([10]);
    expect(world.reported.undelayed).toEqual([new Error("ReceiptHandleIsInvalid")]);
  });

  it("does not hide a refusal", async () => {
    const world = withoutDelays(aWorld());

    await expect(receive(world, "poison")).rejects.toThrow(MessageRefused);

    expect(world.reported.refused).toHaveLength(1);
    expect(world.reported.undelayed).toHaveLength(1);
  });
});
