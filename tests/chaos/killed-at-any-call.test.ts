import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../tools/paths.ts";
import { CHANGES, playChanges } from "./scenes/changes.ts";
import { CLIENT_UPLOADS } from "./scenes/client-uploads.ts";
import { INBOXES } from "./scenes/inbox.ts";
import { MOVES } from "./scenes/moves.ts";
import { QUARANTINES } from "./scenes/quarantine.ts";
import { RECONCILED } from "./scenes/reconciler.ts";
import { ROUTES } from "./scenes/routes.ts";
import { play, pointsOf, record } from "./scenes/scene.ts";
import { dieAt, type When } from "./world/crash.ts";
import { expectInOrder } from "./world/in-order.ts";
import { undisturbed } from "./world/plan.ts";
import { inAWorld } from "./world/world.ts";

// Promise 1: a process is killed before or after any call to AWS. In the end the work is done once, and nothing is
// left over. The calls are found by recording each scene undisturbed, so a new call is a new test.

const scenes = await Promise.all(
  [...MOVES, ...INBOXES, ...CLIENT_UPLOADS, ...ROUTES, ...QUARANTINES, RECONCILED].map(async (scene) => {
    const calls = await record(scene);
    return {
      name: scene.name,
      scene,
      calls: calls.map(({ name }) => name),
      operations: calls.map(({ operation }) => operation),
      points: pointsOf(calls),
    };
  }),
);

/**
 * The one gap that is left to the lifecycle rule (docs/decisions.md): the process was killed after S3 began a
 * multipart upload, and before the next call, which writes the upload's id into the record.
 */
const isTheGap = (calls: readonly string[], at: number, when: When): boolean => {
  const begun = when === "after" ? calls[at] : calls[at - 1];
  return begun?.includes("CreateMultipartUpload") ?? false;
};

/** The operations of events and webhooks, which changes.test.ts kills in the same way. */
const ofChanges = await Promise.all(
  CHANGES.map(async (scene) =>
    (await playChanges(scene, undisturbed)).made.map(({ operation }) => operation),
  ),
);

/** The operations in the adapters' sources, with the names of the services. */
const inSources = (): string[] => {
  const sources = globSync("layers/core/src/aws/**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] });
  const names = sources.flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name),
  );
  return names.map((name) => (["BatchGet", "Get", "Put", "Update"].includes(name) ? `${name}Item` : name));
};

test("every operation of the adapters is in a scene, except those that a route only reads with, or signs", () => {
  const covered = new Set([...scenes.flatMap(({ operations }) => operations), ...ofChanges.flat()]);
  expect([...new Set(inSources())].filter((operation) => !covered.has(operation)).toSorted()).toEqual([
    "BatchGetItem",
    // A route of operators encrypts the secret that it returns.
    "Encrypt",
    "GetParameter",
    "ListUsers",
    // The client sends it.
    "UploadPart",
  ]);
});

describe.concurrent.each(scenes)("$name", ({ scene, calls, points }) => {
  test("ends as expected if it is undisturbed", () =>
    inAWorld(async (world) => {
      const { fates, remains } = await play(scene, world, () => undisturbed);
      await expectInOrder(world, fates, remains);
    }));

  test.each(points)("ends as expected if it is killed $when call $at ($name)", ({ name, at, when }) =>
    inAWorld(async (world) => {
      const { fates, remains, invoked } = await play(scene, world, () => dieAt(name, when));
      expect(invoked.hasDied()).toBe(true);
      const uploads = (remains?.uploads ?? 0) + (isTheGap(calls, at, when) ? 1 : 0);
      await expectInOrder(world, fates, { ...remains, uploads });
    }));
});
