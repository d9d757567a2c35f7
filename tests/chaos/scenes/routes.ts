import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { isRetryable } from "../../../layers/core/src/aws/faults.ts";
import { ChangedMeanwhile, FileNotFound } from "../../../layers/core/src/domain/errors.ts";
import { fileIdFor } from "../../../layers/core/src/domain/idempotency.ts";
import { newFile } from "../../../layers/core/src/domain/new-file.ts";
import { sendForm } from "../../real/storage/bucket.ts";
import { aFunction, type TestFunction, untilAnswered } from "../world/crash.ts";
import { deliver } from "../world/deliver.ts";
import { aFile, aSentFile, EXPIRY_SECONDS, ownerOf, type TestFile } from "../world/files.ts";
import { notification, send } from "../world/messages.ts";
import type { Functions, World } from "../world/types.ts";
import { letEverythingExpire, reconcileUntilDone } from "./reconciler.ts";
import type { Scene } from "./scene.ts";

/** Sends DELETE until there is a response. FileNotFound means that an earlier call, with a lost response, deleted the file. */
export const removeUntilAnswered = async (invoked: TestFunction, file: TestFile): Promise<void> => {
  await untilAnswered(invoked, (process) =>
    process.remove({ file_id: file.record.file_id }, ownerOf(file)).catch((error: unknown) => {
      if (!(error instanceof FileNotFound)) throw error;
    }),
  );
};

/** Sends DELETE until it succeeds, like a client that retries while services fail. */
export const removeUntilDone = async (process: Pick<Functions, "remove">, file: TestFile): Promise<void> => {
  for (;;) {
    const outcome = await process.remove({ file_id: file.record.file_id }, ownerOf(file)).then(
      () => "deleted",
      (error: unknown) => error,
    );
    if (outcome === "deleted" || outcome instanceof FileNotFound) return;
    if (!isRetryable(outcome) && !(outcome instanceof ChangedMeanwhile)) throw outcome;
  }
};

export const CONFIRMED: Scene = {
  name: "a confirmation that its client repeats until there is a response",
  async set(world) {
    const file = await aSentFile(world, "file");
    return {
      async act(invoked) {
        await untilAnswered(invoked, (process) =>
          process.confirm({ file_id: file.record.file_id }, ownerOf(file)),
        );
        await deliver(world);
      },
      fates: [{ file, status: "completed" }],
    };
  },
};

export const REMOVED: Scene = {
  name: "a delete of a completed file that its client repeats",
  async set(world) {
    const file = await aSentFile(world, "file");
    await send(world, notification(world, { file }));
    await deliver(world);
    return {
      async act(invoked) {
        await removeUntilAnswered(invoked, file);
        letEverythingExpire(world);
        await reconcileUntilDone(world, aFunction(world));
      },
      fates: [{ file, status: "deleted" }],
    };
  },
};

const KEY = "offline-queue-1";

/** The file of KEY. Its form has expired, and nothing was sent. */
const anUnsentFile = async (world: World): Promise<TestFile> => {
  const owner = randomUUID();
  return aFile(world, "file", undefined, { owner, file_id: fileIdFor(owner, owner, KEY) });
};

/** The client asks for another form until there is a response, and sends the bytes with it. */
const sendWithAnotherForm = async (world: World, invoked: TestFunction, file: TestFile): Promise<void> => {
  const { file_name, extension, len, content_type: type } = file.record;
  const form = await untilAnswered(invoked, (process) =>
    process.upload({ file_name, extension, len, type }, ownerOf(file), KEY),
  );
  if (!("fields" in form)) throw new Error(`the file has no form: ${JSON.stringify(form)}`);
  const { status, code } = await sendForm(form, file.bytes);
  if (status !== 204) throw new Error(`the form got ${status} ${code}`);
  await send(world, notification(world, { file }));
  await deliver(world);
};

/** Three files that POST /uploads will announce with KEY. They have no records yet. */
const unannouncedFiles = (world: World): TestFile[] => {
  const owner = randomUUID();
  return ["first", "second", "third"].map((label, index) => {
    const bytes = Buffer.from(`the bytes of ${label}`);
    const file_id = fileIdFor(owner, owner, KEY, index);
    world.labels.set(file_id, label);
    const record = newFile(
      {
        file_id,
        owner,
        file_name: `${label}.bin`,
        extension: ".bin",
        content_type: "application/octet-stream",
        len: bytes.length,
      },
      world.clock().toISOString(),
      EXPIRY_SECONDS,
    );
    return { record, bytes };
  });
};

/** The client repeats the entries until every one of them has a form, and sends the bytes. */
const announceAndSend = async (world: World, invoked: TestFunction, files: TestFile[]): Promise<void> => {
  const [owner] = files.map(ownerOf);
  if (!owner) throw new Error("a scene without files");
  const requests = files.map(({ record: { file_name, extension, len, content_type: type } }) => ({
    file_name,
    extension,
    len,
    type,
  }));
  const view = await untilAnswered(invoked, (process) => process.uploads(requests, owner, KEY));
  for (const [i, file] of files.entries()) {
    const entry = view.files[i];
    if (!entry || !("fields" in entry)) throw new Error(`${file.record.file_name} has no form`);
    expect(entry.file_id).toBe(file.record.file_id);
    const { status, code } = await sendForm(entry, file.bytes);
    if (status !== 204) throw new Error(`the form got ${status} ${code}`);
    await send(world, notification(world, { file }));
  }
  await deliver(world);
};

export const ROUTES: Scene[] = [
  {
    name: "three files that are announced with one call, which its client repeats",
    async set(world) {
      const files = unannouncedFiles(world);
      return {
        act: (invoked) => announceAndSend(world, invoked, files),
        fates: files.map((file) => ({ file, status: "completed" as const })),
      };
    },
  },
  {
    name: "a form that is requested again after it expired",
    async set(world) {
      const file = await anUnsentFile(world);
      letEverythingExpire(world);
      return {
        act: (invoked) => sendWithAnotherForm(world, invoked, file),
        fates: [{ file, status: "completed" }],
      };
    },
  },
  {
    name: "a form that is requested again, while the reconciler lets the file expire",
    async set(world) {
      const file = await anUnsentFile(world);
      letEverythingExpire(world);
      return {
        async act(invoked) {
          await reconcileUntilDone(world, invoked);
          await sendWithAnotherForm(world, invoked, file);
          letEverythingExpire(world);
          await reconcileUntilDone(world, aFunction(world));
        },
        fates: [{ file, status: "completed" }],
      };
    },
  },
  CONFIRMED,
  {
    name: "a confirmation that its client does not repeat, without a notification",
    async set(world) {
      const file = await aSentFile(world, "file");
      return {
        async act(invoked) {
          const { file_id } = file.record;
          await invoked
            .current()
            .confirm({ file_id }, ownerOf(file))
            .catch(() => {});
          letEverythingExpire(world);
          await reconcileUntilDone(world, aFunction(world));
          await deliver(world);
        },
        fates: [{ file, status: "completed" }],
      };
    },
  },
  REMOVED,
  {
    name: "a delete of a file whose bytes have just arrived",
    async set(world) {
      const file = await aSentFile(world, "file");
      await send(world, notification(world, { file }));
      return {
        async act(invoked) {
          await removeUntilAnswered(invoked, file);
          await deliver(world);
          letEverythingExpire(world);
          await reconcileUntilDone(world, aFunction(world));
        },
        fates: [{ file, status: "deleted" }],
      };
    },
  },
];
