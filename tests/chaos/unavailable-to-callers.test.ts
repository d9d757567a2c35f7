import { describe, expect, test } from "vitest";
import { aContext, anApiEvent, idTokenClaims } from "#testing/api-event.ts";
import { ConfirmRequest, FileReference } from "../../layers/core/src/contract/requests.ts";
import { http } from "../../layers/core/src/http/route.ts";
import { reconcileUntilDone, whenAllIsOver } from "./scenes/reconciler.ts";
import { CONFIRMED, REMOVED } from "./scenes/routes.ts";
import { record, type Scene } from "./scenes/scene.ts";
import { aFunction } from "./world/crash.ts";
import { deliver } from "./world/deliver.ts";
import { downFrom } from "./world/disturb.ts";
import type { TestFile } from "./world/files.ts";
import { expectInOrder } from "./world/in-order.ts";
import { expectTruth } from "./world/truth.ts";
import type { Process, World } from "./world/types.ts";
import { inAWorld } from "./world/world.ts";

// Promise 6, at the API: who calls while a service is down is told so, and that calling again is worth it.

/** The routes as functions/confirm and functions/remove have them, over a process of the world. */
const ROUTES = {
  confirm: ({ confirm }: Process, { record: { file_id, owner } }: TestFile) =>
    http(
      {
        from: "body",
        input: ConfirmRequest,
        respond: ({ queued, view }) => ({ status: queued ? 202 : 200, body: view }),
      },
      confirm,
    )(anApiEvent({ body: JSON.stringify({ file_id }), claims: idTokenClaims({ sub: owner }) }), aContext()),
  remove: ({ remove }: Process, { record: { file_id, owner } }: TestFile) =>
    http({ from: "path", input: FileReference, respond: () => ({ status: 204 }) }, remove)(
      anApiEvent({
        httpMethod: "DELETE",
        body: null,
        pathParameters: { file_id },
        claims: idTokenClaims({ sub: owner }),
      }),
      aContext(),
    ),
};

const UNAVAILABLE = {
  statusCode: 503,
  headers: expect.objectContaining({ "Retry-After": "2", "Content-Type": "application/problem+json" }),
  body: expect.stringContaining('"code":"unavailable"'),
};

const points = async (scene: Scene) =>
  (await record(scene)).map((call, at) => ({ call, at, name: call.name }));

/** The story's file and what is to become of it. */
const staged = async (scene: Scene, world: World) => {
  const { fates } = await scene.set(world);
  const [fate] = fates;
  if (!fate) throw new Error("a story without a file");
  return { file: fate.file, fates };
};

describe.concurrent.each([{ calls: await points(CONFIRMED) }])("a confirmation", ({ calls }) => {
  test.each(calls)("is told of a service that is down at call $at, $name; again, it is queued", ({ call }) =>
    inAWorld(async (world) => {
      const { file, fates } = await staged(CONFIRMED, world);

      expect(await ROUTES.confirm(world.process(downFrom(call)), file)).toMatchObject(UNAVAILABLE);
      await expectTruth(world);

      expect((await ROUTES.confirm(world.process(), file)).statusCode).toBe(202);
      await deliver(world);
      await expectInOrder(world, fates);
    }));
});

describe.concurrent.each([{ calls: await points(REMOVED) }])("a delete", ({ calls }) => {
  test.each(calls)("holds, or is told of a service that is down at call $at, $name", ({ call }) =>
    inAWorld(async (world) => {
      const { file, fates } = await staged(REMOVED, world);

      const answer = await ROUTES.remove(world.process(downFrom(call)), file);
      // The tombstone is what counts: bytes that cannot be deleted now are the reconciler's.
      if (call.service === "S3") expect(answer.statusCode).toBe(204);
      else expect(answer).toMatchObject(UNAVAILABLE);

      const again = await ROUTES.remove(world.process(), file);
      expect(again.statusCode).toBe(call.service === "S3" ? 404 : 204);
      whenAllIsOver(world);
      await reconcileUntilDone(world, aFunction(world));
      await expectInOrder(world, fates);
    }));
});
