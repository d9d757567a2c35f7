import { describe, expect, it } from "vitest";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import { deliver } from "#testing/mover/deliver.ts";
import {
  aLargeWorld,
  expectArrived,
  expectNoUpload,
  NOTIFICATION,
  PARTS,
} from "#testing/mover/large-file.ts";
import { TIME_LEFT, timeFor } from "#testing/mover/time-left.ts";
import { moveFile } from "./move-file.ts";

describe("a copy whose invocation ends", () => {
  it.each([
    1,
    2,
    3,
    PARTS - 1,
    PARTS,
  ])("after %i parts is continued there by another message", async (parts) => {
    const world = aLargeWorld();
    let copied = 0;
    const { queue, invocations } = await deliver(
      world,
      [aMoveMessage()],
      (_, name, call) => {
        if (name === "storage.copyPart") copied += 1;
        return call();
      },
      () => timeFor(parts),
    );

    expectArrived(world);
    expect(copied).toBe(PARTS);
    expect(queue.deadLetters).toEqual([]);
    expect(world.reported.moved).toEqual([...Array(invocations - 1).fill("continued"), "completed"]);
    expect(invocations).toBe(Math.floor(PARTS / parts) + 1);
    expect(world.reported.postponed).toEqual([]);
  });

  it("more often than a file has attempts is moved, because progress is no failed attempt", async () => {
    const world = aLargeWorld({ maxAttempts: 2 });

    const { invocations } = await deliver(world, [NOTIFICATION], undefined, () => timeFor(1));

    expect(invocations).toBe(PARTS + 1);
    expectArrived(world);
  });

  it("before the first part each time ends in error, because each is a failed attempt", async () => {
    const world = aLargeWorld();

    const { queue } = await deliver(world, [aMoveMessage()], undefined, () => timeFor(0));

    expect(world.record()).toMatchObject({ status: "error", error_code: "not-moved", retryable: true });
    expect(world.record()?.cause).toContain("OutOfTime");
    expect(queue.deadLetters).toHaveLength(1);
    expectNoUpload(world);
  });

  it("keeps its part size if the part size of the deployment changes", async () => {
    const world = aLargeWorld();
    await moveFile(world.ports, anArrival(), timeFor(4));
    const changed = { ...world.ports, parts: { thresholdBytes: 50, partBytes: 7 } };

    await moveFile(changed, anArrival({ message_id: "message-2" }), TIME_LEFT);

    expectArrived(world);
  });

  it("releases its lease before it sends the message that continues", async () => {
    const world = aLargeWorld();
    const atSend: unknown[] = [];
    await deliver(
      world,
      [aMoveMessage()],
      (_, name, call) => {
        if (name === "queue.send") atSend.push(world.record()?.status, world.record()?.attempts);
        return call();
      },
      () => timeFor(6),
    );

    expect(atSend.slice(0, 2)).toEqual(["uploaded", 0]);
  });
});

describe("a temporary fault", () => {
  it("after progress sets attempts back to 0, and at the last delivery sends a message that continues", async () => {
    const world = aLargeWorld();
    let copied = 0;
    const { queue, invocations } = await deliver(world, [aMoveMessage()], (_, name, call) => {
      if (name === "files.claim") copied = 0;
      if (name === "storage.copyPart" && copied++ > 0) throw new Error("SlowDown");
      return call();
    });

    expectArrived(world);
    expect(invocations).toBe(PARTS);
    expect(queue.deadLetters).toEqual([]);
    expect(world.reported.moved.filter((outcome) => outcome === "continued")).toHaveLength(
      Math.floor((PARTS - 1) / 5),
    );
  });

  it("releases the lease only after the parts in flight have ended", async () => {
    const world = aLargeWorld();
    let inFlight = 0;
    const inFlightAtSave: number[] = [];
    await deliver(world, [aMoveMessage()], async (i, name, call) => {
      if (name === "files.save") inFlightAtSave.push(inFlight);
      if (name !== "storage.copyPart") return call();
      inFlight += 1;
      await new Promise(setImmediate);
      inFlight -= 1;
      if (i === 5) throw new Error("SlowDown");
      return call();
    });

    expect(Math.max(...inFlightAtSave)).toBe(0);
    expectArrived(world);
  });
});
