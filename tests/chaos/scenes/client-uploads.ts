import { aSentUpload } from "../world/client-upload.ts";
import { aFunction } from "../world/crash.ts";
import { deliver } from "../world/deliver.ts";
import { moveMessage, send } from "../world/messages.ts";
import { delivering, LARGE } from "./moves.ts";
import { reconcileUntilDone, whenAllIsOver } from "./reconciler.ts";
import { removeUntilAnswered } from "./routes.ts";
import type { Scene } from "./scene.ts";

/** Until the reconciler looks once more at a file that expired. */
const A_DAY_SECONDS = 25 * 3600;

/** Files that their clients send as multipart uploads. */
export const CLIENT_UPLOADS: Scene[] = [
  {
    name: "a client's multipart upload",
    async set(world) {
      const file = await aSentUpload(world, "file", LARGE);
      await send(world, moveMessage(file));
      return { act: delivering(world), fates: [{ file, status: "completed" }] };
    },
  },
  {
    name: "a client's multipart upload that lacks a part",
    async set(world) {
      const file = await aSentUpload(world, "file", LARGE, 1);
      await send(world, moveMessage(file));
      // The client may go on with it.
      return { act: delivering(world), fates: [{ file, status: "error" }], remains: { uploads: 1 } };
    },
  },
  {
    name: "two multipart uploads whose clients died, one of them after its last part",
    async set(world) {
      const whole = await aSentUpload(world, "whole", LARGE);
      const abandoned = await aSentUpload(world, "abandoned", LARGE, 1);
      whenAllIsOver(world);
      return {
        async act(invoked) {
          await reconcileUntilDone(world, invoked);
          await deliver(world);
          world.pass(A_DAY_SECONDS);
          await reconcileUntilDone(world, invoked);
        },
        fates: [
          { file: whole, status: "completed" },
          { file: abandoned, status: "expired" },
        ],
      };
    },
  },
  {
    name: "a delete of a file whose multipart upload is under way",
    async set(world) {
      const file = await aSentUpload(world, "file", LARGE, 1);
      return {
        async act(invoked) {
          await removeUntilAnswered(invoked, file);
          whenAllIsOver(world);
          await reconcileUntilDone(world, aFunction(world));
        },
        fates: [{ file, status: "deleted" }],
      };
    },
  },
];
