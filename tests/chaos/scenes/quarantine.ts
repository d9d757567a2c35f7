import type { UpdateRequest } from "../../../layers/core/src/contract/requests.ts";
import { aFunction, type TestFunction, untilAnswered } from "../world/crash.ts";
import { deliver } from "../world/deliver.ts";
import { aFile, aSentFile, put, type TestFile } from "../world/files.ts";
import { moveMessage, notification, send } from "../world/messages.ts";
import type { World } from "../world/types.ts";
import { delivering, LARGE } from "./moves.ts";
import { letEverythingExpire, reconcileUntilDone } from "./reconciler.ts";
import type { Scene } from "./scene.ts";

const OPERATOR = { sub: "an operator", groups: ["operators"] };

const setUntilAnswered = (invoked: TestFunction, file: TestFile, status: UpdateRequest["status"]) =>
  untilAnswered(invoked, (process) =>
    process.update({ file_id: file.record.file_id, status, details: `Now ${status}.` }),
  );

const aCompleted = async (world: World): Promise<TestFile> => {
  const file = await aSentFile(world, "file");
  await send(world, notification(world, { file }));
  await deliver(world);
  return file;
};

/** Sets a status and delivers the message, undisturbed. */
const setAndDeliver = async (world: World, file: TestFile, status: UpdateRequest["status"]) => {
  await setUntilAnswered(aFunction(world), file, status);
  await deliver(world);
};

export const QUARANTINES: Scene[] = [
  {
    name: "a quarantine that its operator repeats until there is a response",
    async set(world) {
      const file = await aCompleted(world);
      return {
        async act(invoked) {
          await setUntilAnswered(invoked, file, "quarantined");
          await delivering(world)(invoked);
        },
        fates: [{ file, status: "quarantined", inQuarantine: true }],
      };
    },
  },
  {
    name: "a quarantine that its operator does not repeat",
    async set(world) {
      const file = await aCompleted(world);
      await aFunction(world).current().update({
        file_id: file.record.file_id,
        status: "quarantined",
        details: "Malware.",
      });
      return {
        async act(invoked) {
          letEverythingExpire(world);
          await reconcileUntilDone(world, invoked);
          await deliver(world);
        },
        fates: [{ file, status: "quarantined", inQuarantine: true }],
      };
    },
  },
  {
    name: "a release that its operator repeats",
    async set(world) {
      const file = await aCompleted(world);
      await setAndDeliver(world, file, "quarantined");
      return {
        async act(invoked) {
          await setUntilAnswered(invoked, file, "completed");
          await delivering(world)(invoked);
        },
        fates: [{ file, status: "completed", inQuarantine: true }],
      };
    },
  },
  {
    name: "a delete of a quarantined file",
    async set(world) {
      const file = await aCompleted(world);
      await setAndDeliver(world, file, "quarantined");
      return {
        async act(invoked) {
          const { file_id } = file.record;
          await untilAnswered(invoked, (process) => process.remove({ file_id }, OPERATOR)).catch(() => {});
          letEverythingExpire(world);
          await reconcileUntilDone(world, aFunction(world));
        },
        fates: [{ file, status: "deleted" }],
      };
    },
  },
  {
    name: "a large file that is quarantined and released",
    async set(world) {
      const file = await aFile(world, "file", LARGE);
      await put(world, file);
      await send(world, moveMessage(file));
      await deliver(world);
      return {
        async act(invoked) {
          await setUntilAnswered(invoked, file, "quarantined");
          await delivering(world)(invoked);
          await setUntilAnswered(invoked, file, "completed");
          await delivering(world)(invoked);
        },
        fates: [{ file, status: "completed", inQuarantine: true }],
        // A mover that is killed during such a copy leaves its upload to the lifecycle rule.
        remains: { uploads: 1 },
      };
    },
  },
];
