import { describe, expect, it } from "vitest";
import { MessageRefused } from "./faults.ts";
import { receiveMessage } from "./receive-message.ts";
import { aMoveMessage, anS3Event, anSqsRecord } from "./testing/builders.ts";
import { aWorld, TIME_LEFT, type World } from "./testing/ports.ts";

const SLOW = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });

const receive = (world: World, body: string, receiveCount = 1) =>
  receiveMessage(world.ports)(anSqsRecord({ body, receiveCount }), TIME_LEFT);

/** A world whose table is away. */
const throttled = (): World => {
  const world = aWorld();
  const files = { ...world.ports.files, claim: () => Promise.reject(SLOW) };
  return { ...world, ports: { ...world.ports, files } };
};

describe("a message that goes well", () => {
  it("is acknowledged, and nothing is said to the queue", async () => {
    const world = aWorld();

    await expect(receive(world, aMoveMessage(world.file))).resolves.toBeUndefined();

    expect(world.reported.moved).toEqual(["completed"]);
    expect(world.delays).toEqual([]);
  });

  it("may hold nothing to do", async () => {
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
  ])("at delivery %i has the message back after %i s", async (receiveCount, seconds) => {
    const world = throttled();

    await expect(receive(world, aMoveMessage(world.file), receiveCount)).rejects.toBe(SLOW);

    expect(world.delays).toEqual([seconds]);
    expect(world.reported.postponed).toEqual([seconds]);
    expect(world.reported.refused).toEqual([]);
  });

  it("that says when to come back is taken at its word", async () => {
    const world = aWorld({
      file: {
        status: "error",
        retryable: true,
        attempts: 5,
        cause: "SlowDown: later",
        lease_owner: "message-1",
      },
    });

    await expect(receive(world, aMoveMessage(world.file), 4)).rejects.toThrow("comes back in 1 s");

    expect(world.delays).toEqual([1]);
    expect(world.reported.postponed).toEqual([1]);
  });
});

describe("a message that nobody can obey", () => {
  it.each([
    ["that is no message", "poison"],
    ["about a file that nobody knows", JSON.stringify({ key_path: "a", file_id: "b", dest_path: "c" })],
  ])("%s is back at once, on its way to the dead-letter queue", async (_, body) => {
    const world = aWorld();

    await expect(receive(world, body)).rejects.toThrow(MessageRefused);

    expect(world.delays).toEqual([0]);
    expect(world.reported.refused).toHaveLength(1);
    expect(world.reported.postponed).toEqual([]);
    expect(world.record()).toEqual(world.file);
  });

  it("is refused when its paths are not those of the record", async () => {
    const world = aWorld();
    const body = aMoveMessage({ ...world.file, dest_path: "dest/somewhere-else.jpg" });

    await expect(receive(world, body)).rejects.toThrow(MessageRefused);

    expect(world.reported.refused).toEqual(["MessageRefused: its paths are not those of the record"]);
    expect(world.keys()).toEqual([world.file.key_path]);
  });
});

describe("a visibility that cannot be set", () => {
  const unset = (world: World): World => ({
    ...world,
    ports: {
      ...world.ports,
      deliveries: { delay: () => Promise.reject(new Error("ReceiptHandleIsInvalid")) },
    },
  });

  it("does not hide the fault", async () => {
    const world = unset(throttled());

    await expect(receive(world, aMoveMessage(world.file))).rejects.toBe(SLOW);

    expect(world.reported.postponed).toEqual([10]);
    expect(world.reported.undelayed).toEqual([new Error("ReceiptHandleIsInvalid")]);
  });

  it("does not hide a refusal", async () => {
    const world = unset(aWorld());

    await expect(receive(world, "poison")).rejects.toThrow(MessageRefused);

    expect(world.reported.refused).toHaveLength(1);
    expect(world.reported.undelayed).toHaveLength(1);
  });
});
