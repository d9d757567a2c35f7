import { describe, expect, test } from "vitest";
import { OWNER } from "#testing/builders.ts";
import { anSqsRecord } from "#testing/mover/builders.ts";
import { receiveMessage } from "./receive-message.ts";
import { anEvent, aroundCalls, aWorld, TIME_LEFT, type World } from "./testing/world.ts";

const receive = (world: World, body: string, ports = world.ports, receiveCount = 1) =>
  receiveMessage(ports)(anSqsRecord({ body, receiveCount }), TIME_LEFT);

/** The event of an object that is there. */
const eventOf = (world: World, key: string, text = "hello") => ({
  key,
  eTag: world.write(text, key).etag.replaceAll('"', ""),
});

describe("a message", () => {
  test("takes each object of its event, and reports what was dropped", async () => {
    const world = aWorld();
    const keys = [`inbox/${OWNER}/a.txt`, `inbox/${OWNER}/b.txt`, "inbox/c.txt"];
    await receive(world, anEvent(...keys.map((key) => eventOf(world, key)), { key: "temp/a" }));
    expect(world.reported.handled).toEqual(["taken", "taken", "unknown-owner"]);
    expect(world.reported.dropped).toEqual(["other-prefix"]);
    expect(world.delays).toEqual([]);
  });

  test("takes the others although one fails, and is retried later each time", async () => {
    const world = aWorld();
    const body = anEvent(
      eventOf(world, `inbox/${OWNER}/a.txt`, "a"),
      eventOf(world, `inbox/${OWNER}/b.txt`, "b"),
    );
    let failed = false;
    const ports = aroundCalls(world.ports, async (_, name, call) => {
      if (name === "files.create" && !failed) {
        failed = true;
        throw new Error("throttled");
      }
      return call();
    });
    await expect(receive(world, body, ports, 3)).rejects.toThrow("throttled");
    expect(world.reported.handled).toEqual(["taken"]);
    expect(world.delays).toEqual([40]);

    await receive(world, body);
    expect(world.files.table.size).toBe(2);
    expect(Object.keys(world.texts("inbox/"))).toEqual([]);
  });

  test("that is no event is retried at once, and so is soon a dead letter", async () => {
    const world = aWorld();
    await expect(receive(world, "hello")).rejects.toThrow("not JSON");
    expect(world.delays).toEqual([0]);
  });

  test("fails with its own fault if its delay cannot be set", async () => {
    const world = aWorld();
    const ports = aroundCalls(world.ports, async () => {
      throw new Error("away");
    });
    await expect(receive(world, "hello", ports)).rejects.toThrow("not JSON");
    expect(world.reported.undelayed).toHaveLength(1);
  });
});
