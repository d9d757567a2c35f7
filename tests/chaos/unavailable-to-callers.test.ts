import { describe, expect, test } from "vitest";
import { aContext, anApiEvent, idTokenClaims } from "#testing/api-event.ts";
import { ConfirmRequest, FileReference } from "../../layers/core/src/contract/requests.ts";
import { http } from "../../layers/core/src/http/route.ts";
import { letEverythingExpire, reconcileUntilDone } from "./scenes/reconciler.ts";
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

// Promise 6, at the API: a caller gets a retryable response while a service is down.

/** The routes of functions/confirm and functions/remove, with a process of the world. */
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

/** Sets a scene. Returns its file and the expected outcomes. */
const setScene = async (scene: Scene, world: World) => {
  const { fates } = await scene.set(world);
  const [fate] = fates;
  if (!fate) throw new Error("a scene without a file");
  return { file: fate.file, fates };
};

describe.concurrent.each([{ calls: await points(CONFIRMED) }])("a confirmation", ({ calls }) => {
  test.each(calls)("gets a 503 if a service is down at call $at ($name), and a repeated one is queued", ({
    call,
  }) =>
    inAWorld(async (world) => {
      const { file, fates } = await setScene(CONFIRMED, world);

      expect(await ROUTES.confirm(world.process(downFrom(call)), file)).toMatchObject(UNAVAILABLE);
      await expectTruth(world);

      expect((await ROUTES.confirm(world.process(), file)).statusCode).toBe(202);
      await deliver(world);
      await expectInOrder(world, fates);
    }));
});

describe.concurrent.each([{ calls: await points(REMOVED) }])("a delete", ({ calls }) => {
  test.each(
    calls,
  )("gets a 503 only if DynamoDB is down at call $at ($name), and holds when it is repeated", ({ call }) =>
    inAWorld(async (world) => {
      const { file, fates } = await setScene(REMOVED, world);

      const response = await ROUTES.remove(world.process(downFrom(call)), file);
      // The tombstone is written. The reconciler deletes the bytes that DELETE could not delete.
      if (call.service === "S3") expect(response.statusCode).toBe(204);
      else expect(response).toMatchObject(UNAVAILABLE);

      const again = await ROUTES.remove(world.process(), file);
      expect(again.statusCode).toBe(call.service === "S3" ? 404 : 204);
      letEverythingExpire(world);
      await reconcileUntilDone(world, aFunction(world));
      await expectInOrder(world, fates);
    }));
});
