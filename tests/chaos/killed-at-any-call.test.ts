import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../tools/paths.ts";
import { CLIENT_UPLOADS } from "./scenes/client-uploads.ts";
import { MOVES } from "./scenes/moves.ts";
import { RECONCILED } from "./scenes/reconciler.ts";
import { ROUTES } from "./scenes/routes.ts";
import { play, pointsOf, record } from "./scenes/scene.ts";
import { dieAt, type When } from "./world/crash.ts";
import { expectInOrder } from "./world/in-order.ts";
import { undisturbed } from "./world/plan.ts";
import { inAWorld } from "./world/world.ts";

// Promise 1: killed before or after any call to AWS, the work is done in the end, once, and nothing is left over.
// Which calls there are is found by recording each story undisturbed; a new call is a new test.

const stories = await Promise.all(
  [...MOVES, ...CLIENT_UPLOADS, ...ROUTES, RECONCILED].map(async (scene) => {
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
 * The one gap that is left to the lifecycle rule (docs/decisions.md): killed once S3 began a multipart upload,
 * and before the next call, which writes its id into the record.
 */
const isTheGap = (calls: readonly string[], at: number, when: When): boolean => {
  const begun = when === "after" ? calls[at] : calls[at - 1];
  return begun?.includes("CreateMultipartUpload") ?? false;
};

/** Operations that the adapters' sources name, as the services call them. */
const inSources = (): string[] => {
  const sources = globSync("layers/core/src/aws/*.ts", { cwd: root, exclude: ["**/*.test.ts"] });
  const names = sources.flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name),
  );
  return names.map((name) => (["Get", "Put", "Update"].includes(name) ? `${name}Item` : name));
};

test("no operation of the adapters is in none of the stories, but the one that only /upload makes", () => {
  const told = new Set(stories.flatMap(({ operations }) => operations));
  expect([...new Set(inSources())].filter((operation) => !told.has(operation))).toEqual(["PutItem"]);
});

describe.concurrent.each(stories)("$name", ({ scene, calls, points }) => {
  test("comes to its end undisturbed", () =>
    inAWorld(async (world) => {
      const { fates, remains } = await play(scene, world, () => undisturbed);
      await expectInOrder(world, fates, remains);
    }));

  test.each(points)("killed $when call $at, $name", ({ name, at, when }) =>
    inAWorld(async (world) => {
      const { fates, remains, invoked } = await play(scene, world, () => dieAt(name, when));
      expect(invoked.hasDied()).toBe(true);
      const uploads = (remains?.uploads ?? 0) + (isTheGap(calls, at, when) ? 1 : 0);
      await expectInOrder(world, fates, { ...remains, uploads });
    }));
});
