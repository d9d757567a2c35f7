import { describe, expect, it } from "vitest";
import { aJpeg } from "#testing/builders.ts";
import { rightBefore } from "#testing/mover/around-calls.ts";
import { aMoveMessage } from "#testing/mover/builders.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { fakeQueue } from "#testing/mover/fake-queue.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { receiveMessage } from "./receive-message.ts";

const BYTES = aJpeg();

describe("a file whose copy S3 refuses with SlowDown", () => {
  const withFailures = (world: World, times: number): World => {
    let failures = times;
    return rightBefore(world, "storage.copy", () => {
      if (failures-- > 0) throw Object.assign(new Error("Reduce your request rate."), { name: "SlowDown" });
    });
  };

  const deliver = async (world: World) => {
    const queue = fakeQueue(world.time);
    const delays: number[] = [];
    const deliveries = {
      delay: (receiptHandle: string, seconds: number) => {
        delays.push(seconds);
        return queue.delay(receiptHandle, seconds);
      },
    };
    const receive = receiveMessage({ ...world.ports, deliveries });
    const drain = () => queue.drain((record) => receive(record, TIME_LEFT));
    queue.send(aMoveMessage(world.file));
    await drain();
    return { queue, delays, drain };
  };

  it.each([1, 2, 3, 4])("at %i attempts is moved in the end", async (times) => {
    const world = withFailures(aWorld(), times);

    const { queue, delays } = await deliver(world);

    expectMoved(world, BYTES);
    expect(world.record()?.attempts).toBe(times + 1);
    expect(delays).toEqual([10, 20, 40, 80].slice(0, times));
    expect(queue.deadLetters).toEqual([]);
  });

  it("at every attempt ends in error, retryable, with its message in the dead-letter queue", async () => {
    const world = withFailures(aWorld(), 5);

    const { queue, delays } = await deliver(world);

    expect(world.record()).toMatchObject({
      status: "error",
      error_code: "not-moved",
      retryable: true,
      attempts: 5,
      cause: "SlowDown: Reduce your request rate.",
    });
    expect(world.keys()).toEqual([world.file.key_path]);
    expect(delays).toEqual([10, 20, 40, 80, 1]);
    expect(queue.deadLetters.map(({ body }) => body)).toEqual([aMoveMessage(world.file)]);
  });

  it("at every attempt is moved by the redriven message later", async () => {
    const world = withFailures(aWorld(), 5);
    const { queue, drain } = await deliver(world);

    queue.send(queue.deadLetters[0]?.body ?? "");
    await drain();

    expectMoved(world, BYTES);
    expect(world.record()?.attempts).toBe(1);
    expect(queue.deadLetters).toHaveLength(1);
  });
});
