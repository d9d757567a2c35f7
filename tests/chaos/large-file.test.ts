import { randomBytes } from "node:crypto";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { expect, inject, test } from "vitest";
import { invoke, type Outcome } from "./child/a-child.ts";
import type { Kill } from "./child/watch-calls.ts";
import { deliver } from "./world/deliver.ts";
import { aFile, put } from "./world/files.ts";
import { expectInOrder } from "./world/in-order.ts";
import { moveMessage, send } from "./world/messages.ts";
import { Died } from "./world/plan.ts";
import { seeded } from "./world/random.ts";
import type { World } from "./world/types.ts";
import { inAWorld, PART_BYTES } from "./world/world.ts";

// Promise 7 with smaller figures: many parts of 5 MiB in short invocations, one of them killed.

const MIB = 1024 ** 2;
const PARTS = 32;
/** Far less than the file: bytes that pass through the function would exceed it. */
const MOST_MEMORY = 96 * MIB;
const PARTS_AN_INVOCATION = 10;

/** The mover's real handler, with a process for each invocation. The second invocation is killed. */
const invocations = (world: World, kill: Kill) => {
  const outcomes: Outcome[] = [];
  let begun = 0;
  let killed = 0;
  const next = () => {
    const input = { parts: PARTS_AN_INVOCATION, ...(begun++ === 1 && { kill }) };
    let dead = false;
    const receive = async (record: SQSRecord): Promise<void> => {
      const outcome = await invoke(world, "mover", { ...input, event: { Records: [record] } }).catch(
        (error: unknown) => {
          dead = error instanceof Died;
          killed += dead ? 1 : 0;
          throw error;
        },
      );
      outcomes.push(outcome);
      if ((outcome.response as SQSBatchResponse).batchItemFailures.length > 0)
        throw new Error("the message failed");
    };
    return { process: { receive, isDead: () => dead } };
  };
  return { next, outcomes, killed: () => killed };
};

test(
  `${PARTS} parts are copied once, in several invocations, with little memory`,
  () =>
    inAWorld(async (world) => {
      const random = seeded(inject("chaosSeed"), "large file");
      const file = await aFile(world, "large", randomBytes((PARTS - 1) * PART_BYTES + 1234));
      await put(world, file);
      await send(world, moveMessage(file));
      const mover = invocations(world, {
        at: random.whole(0, PARTS_AN_INVOCATION),
        when: random.one(["before", "after"]),
      });

      await deliver(world, mover.next);

      expect(mover.killed()).toBe(1);
      expect(mover.outcomes.length).toBeGreaterThanOrEqual(PARTS / PARTS_AN_INVOCATION - 1);
      const copied = mover.outcomes.flatMap(({ calls }) => calls.filter((call) => call === "UploadPartCopy"));
      expect(copied.length).toBeLessThanOrEqual(PARTS);
      for (const { idle, peak } of mover.outcomes) expect(peak - idle).toBeLessThan(MOST_MEMORY);
      console.log(
        `${mover.outcomes.length} invocations and one killed; MiB of memory, idle and at most: ${mover.outcomes.map(({ idle, peak }) => `${Math.round(idle / MIB)} ${Math.round(peak / MIB)}`).join(", ")}`,
      );
      await expectInOrder(world, [{ file, status: "completed" }]);
    }),
  120_000,
);
