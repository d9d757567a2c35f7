import { beforeAll, describe, expect, inject, test } from "vitest";
import { createWorld, type World } from "../../client/world.ts";
import { faultsOf, folderWith, orphansInS3, relayToken, threeFiles } from "./relay-world.ts";
import { runChild } from "./run-child.ts";

/** Relays at once. */
const AT_ONCE = 3;

const inTurns = async <T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of queue) await run(item);
    }),
  );
};

describe.each(
  inject("s3Servers").filter(({ name }) => name === "versitygw"),
)("a relay, on $name", (server) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(server);
    return () => world.stop();
  });

  /** Forwards three files. The relay is killed before these steps, one after the other, and then runs to its end. */
  const forward = async (...kills: number[]): Promise<{ steps: string[]; faults: string[] }> => {
    const promised = threeFiles();
    const folder = await folderWith(world, promised);
    const input = { folder, url: world.url, token: relayToken() };
    for (const killAt of kills) await runChild({ ...input, killAt });
    const last = await runChild(input);
    return { steps: last?.steps ?? [], faults: await faultsOf(world, folder, promised) };
  };

  test("that is killed after any step of a forward, or after two, delivers each file once, and leaves nothing", async () => {
    const { steps, faults } = await forward();
    expect(faults).toEqual([]);
    // Everything that a forward does.
    for (const part of [
      "POST /upload",
      "POST /s3",
      "PUT /s3/part",
      "POST /confirm-upload",
      "GET /consult-status",
    ])
      expect(steps).toContain(`after ${part}`);
    for (const part of ["journal sent", "journal completed", "unlink"])
      expect(steps.some((step) => step.startsWith(`after ${part}`))).toBe(true);

    const found: string[] = [];
    const kills = [...steps.keys()].flatMap((n) => [
      [n],
      ...(n % 4 === 0 ? [[n, (n * 7) % steps.length]] : []),
    ]);
    await inTurns(kills, async (at) => {
      const run = await forward(...at);
      found.push(...run.faults.map((fault) => `killed ${at.map((n) => steps[n]).join(", then ")}: ${fault}`));
    });

    expect(found).toEqual([]);
    expect(await orphansInS3(world, 3 * (kills.length + 1))).toEqual([]);
    console.log(`Killed ${kills.flat().length} times in ${kills.length} forwards of ${steps.length} steps.`);
  }, 900_000);
});
