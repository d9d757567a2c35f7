import { crc32Of } from "#testing/objects.ts";
import { aClientUpload, aSentPlan } from "../world/client-upload.ts";
import { aFunction, untilAnswered } from "../world/crash.ts";
import { deliver } from "../world/deliver.ts";
import { ownerOf } from "../world/files.ts";
import { moveMessage, send } from "../world/messages.ts";
import { delivering, LARGE } from "./moves.ts";
import { letEverythingExpire, reconcileUntilDone } from "./reconciler.ts";
import { removeUntilAnswered } from "./routes.ts";
import type { Scene } from "./scene.ts";

/** The time until the reconciler checks an expired file once more, and an hour. */
const A_DAY_SECONDS = 25 * 3600;

/** Scenes with files that their clients send as multipart uploads. */
export const CLIENT_UPLOADS: Scene[] = [
  {
    name: "a client's multipart upload",
    async set(world) {
      const file = await aClientUpload(world, "file", LARGE);
      await send(world, moveMessage(file));
      return { act: delivering(world), fates: [{ file, status: "completed" }] };
    },
  },
  {
    name: "a client's multipart upload with a missing part",
    async set(world) {
      const file = await aClientUpload(world, "file", LARGE, 1);
      await send(world, moveMessage(file));
      // The upload stays open, because the client may continue it.
      return { act: delivering(world), fates: [{ file, status: "error" }], remains: { uploads: 1 } };
    },
  },
  {
    name: "a plan that its client confirms until there is a response",
    async set(world) {
      const bytes = Buffer.from("the only part of a plan");
      const file = await aSentPlan(world, "file", bytes);
      const checksum = { algorithm: "CRC32", value: crc32Of(bytes) } as const;
      return {
        async act(invoked) {
          await untilAnswered(invoked, (process) =>
            process.confirm({ file_id: file.record.file_id, checksum }, ownerOf(file)),
          );
          await deliver(world);
        },
        fates: [{ file, status: "completed" }],
      };
    },
  },
  {
    name: "two multipart uploads whose clients died, one of them after its last part",
    async set(world) {
      const whole = await aClientUpload(world, "whole", LARGE);
      const abandoned = await aClientUpload(world, "abandoned", LARGE, 1);
      letEverythingExpire(world);
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
    name: "a delete of a file whose multipart upload is not completed",
    async set(world) {
      const file = await aClientUpload(world, "file", LARGE, 1);
      return {
        async act(invoked) {
          await removeUntilAnswered(invoked, file);
          letEverythingExpire(world);
          await reconcileUntilDone(world, aFunction(world));
        },
        fates: [{ file, status: "deleted" }],
      };
    },
  },
];
