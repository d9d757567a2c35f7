import {
  ChangedMeanwhile,
  FileDeleted,
  type FileRecord,
  NotUploadedYet,
  type PlanView,
  type StatusView,
  type UploadView,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aJpeg, aRelay, OWNER } from "#testing/builders.ts";
import { aMoveMessage, anArrival, anS3Event } from "#testing/mover/builders.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import { aWorld, type World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { etagOf } from "#testing/objects.ts";
import { NO_PLANS, PLANS } from "#testing/plans.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { fileIdFor } from "../../layers/core/src/domain/idempotency.ts";
import { requestUpload } from "../../layers/core/src/steps/request-upload.ts";
import { deleteFile, runReconciler } from "./others.ts";

// The form of a file has expired, and its client asks for another with the same Idempotency-Key.

const BYTES = aJpeg();
const OTHER_BYTES = aJpeg("HOLIDAY");
const KEY = "offline-queue-1";
const MINUTES = 60;
const DAYS = 24 * 60 * MINUTES;

const notificationOf = (world: World, bytes = BYTES, sequencer?: string): string =>
  anS3Event({
    key: world.file.key_path,
    eTag: etagOf(bytes).replaceAll('"', ""),
    ...(sequencer !== undefined && { sequencer }),
  });

/** A file that was requested with KEY, 17 minutes ago: its form has expired, and nothing was sent. */
const aLateWorld = (caller = aCaller()): World => {
  const file_id = fileIdFor(caller.sub, OWNER, KEY);
  const relayed = caller.sub !== OWNER;
  const world = aWorld({
    bytes: null,
    file: {
      file_id,
      key_path: `temp/${file_id}.jpg`,
      dest_path: `dest/${file_id}.jpg`,
      ...(relayed && { uploaded_by: caller.sub }),
    },
  });
  world.time.pass(17 * MINUTES);
  return world;
};

type Between = Partial<Record<"create" | "save", () => Promise<unknown>>>;

/** The client repeats POST /upload. `before` runs once, before the named call to the table. */
const requestAgain = async (
  world: World,
  {
    caller = aCaller(),
    skew = 0,
    before = {},
  }: { caller?: ReturnType<typeof aCaller>; skew?: number; before?: Between } = {},
): Promise<UploadView | PlanView | StatusView> => {
  const once = async (name: keyof Between) => {
    const meanwhile = before[name];
    delete before[name];
    await meanwhile?.();
  };
  const outcome = await requestUpload({
    files: {
      create: async (file) => {
        await once("create");
        return world.files.create(file);
      },
      save: async (was, file) => {
        await once("save");
        return world.files.save(was, file);
      },
    },
    storage: { ...NO_PLANS, presignPost: async ({ key_path }) => ({ url: "", fields: { key: key_path } }) },
    expirySeconds: 15 * MINUTES,
    plans: PLANS,
    clock: () => new Date(world.time.now() + skew * 1000),
  })(
    aRequestedUpload({
      len: BYTES.length,
      ...(caller.sub !== OWNER && { on_behalf_of: OWNER }),
    }),
    caller,
    { "idempotency-key": KEY },
  );
  return "form" in outcome ? outcome.form : outcome.known;
};

const expectForm = (world: World, response: UploadView | PlanView | StatusView): void => {
  expect(response).toMatchObject({
    file_id: world.file.file_id,
    fields: { key: world.file.key_path },
    expires_at: world.record()?.expires_at,
  });
  expect(Date.parse((response as UploadView).expires_at)).toBeGreaterThan(world.time.now());
};

/** The client sends the bytes with its form, and S3 notifies the mover. */
const send = async (world: World, bytes = BYTES, sequencer?: string): Promise<void> => {
  world.bucket.put(world.file.key_path, bytes);
  await deliver(world, [notificationOf(world, bytes, sequencer)]);
};

describe.each([
  ["the owner", aCaller()],
  ["a relay", aRelay()],
])("%s asks again for a file without bytes", (_, caller) => {
  it("before the reconciler has come by: another form, and the file is moved", async () => {
    const world = aLateWorld(caller);

    expectForm(world, await requestAgain(world, { caller }));

    await send(world);
    expectMoved(world, BYTES);
  });

  it("after it expired and was retired: another form, the record is not purged, and the file is moved", async () => {
    const world = aLateWorld(caller);
    await expect(runReconciler(world)).resolves.toBe("expired");
    world.time.pass(DAYS);
    await expect(runReconciler(world)).resolves.toBe("retired");
    world.time.pass(20 * DAYS);

    expectForm(world, await requestAgain(world, { caller }));

    expect(world.record()).not.toHaveProperty("purge_at");
    await send(world);
    expectMoved(world, BYTES);
  });

  it("a hundred times, each a month later: always the same file, within 20 entries of history", async () => {
    const world = aLateWorld(caller);
    for (let i = 0; i < 100; i++) {
      expectForm(world, await requestAgain(world, { caller }));
      world.time.pass(17 * MINUTES);
      await expect(runReconciler(world)).resolves.toBe("expired");
      world.time.pass(30 * DAYS);
    }

    expect(world.files.table.size).toBe(1);
    expect(world.record()?.history).toHaveLength(20);
    await requestAgain(world, { caller });
    await send(world);
    expectMoved(world, BYTES);
  });
});

describe("the reconciler", () => {
  it("expires the file between the two writes of the call: another form all the same", async () => {
    const world = aLateWorld();

    const form = await requestAgain(world, {
      before: { save: async () => expect(await runReconciler(world)).toBe("expired") },
    });

    expectForm(world, form);
    expect(world.record()).toMatchObject({ status: "pending", version: 3 });
  });

  it("finds another form at its write, and leaves the file alone", async () => {
    const world = aLateWorld();
    const { save } = world.files;
    world.files.save = async (before, after) => {
      world.files.save = save;
      expectForm(world, await requestAgain(world));
      return save(before, after);
    };

    await expect(runReconciler(world)).resolves.toBe("changed-meanwhile");

    expect(world.record()?.status).toBe("pending");
    await send(world);
    expectMoved(world, BYTES);
  });

  it("retires the expired record between the two writes: another form, and no purge_at", async () => {
    const world = aLateWorld();
    await runReconciler(world);
    world.time.pass(DAYS);

    expectForm(
      world,
      await requestAgain(world, {
        before: { save: async () => expect(await runReconciler(world)).toBe("retired") },
      }),
    );

    expect(world.record()).not.toHaveProperty("purge_at");
  });

  it("expires the file again when the other form has ended as well", async () => {
    const world = aLateWorld();
    await requestAgain(world);

    await expect(runReconciler(world)).resolves.toBe("changed-meanwhile");
    world.time.pass(17 * MINUTES);
    await expect(runReconciler(world)).resolves.toBe("expired");
  });

  it("has a clock that is ahead, and let a file with an open form expire: another form", async () => {
    const world = aWorld({ bytes: null, file: { file_id: fileIdFor(OWNER, OWNER, KEY) } });
    await expect(runReconciler(world, 17 * MINUTES)).resolves.toBe("expired");

    await expect(requestAgain(world)).resolves.toMatchObject({ expires_in: 900 });
  });
});

describe("TTL removes the retired record between the two writes", () => {
  it("the call is refused, to be repeated, and creates the file anew then", async () => {
    const world = aLateWorld();
    await runReconciler(world);
    const purge = async () => world.files.table.delete(world.file.file_id);

    await expect(requestAgain(world, { before: { save: purge } })).rejects.toThrow(ChangedMeanwhile);

    expectForm(world, await requestAgain(world));
  });
});

describe("two calls at once", () => {
  it("both return the same file with the same expires_at, after one write", async () => {
    const world = aLateWorld();
    let first: Promise<UploadView | PlanView | StatusView> | undefined;

    const second = await requestAgain(world, {
      skew: 2,
      before: {
        save: () => {
          first = requestAgain(world);
          return first;
        },
      },
    });

    for (const form of [await first, second]) expectForm(world, form as UploadView);
    expect(world.record()?.version).toBe(2);
  });
});

describe("a delete", () => {
  it("before the call or between its two writes leads to 410, and the tombstone stays", async () => {
    const world = aLateWorld();
    const remove = () => deleteFile(world);

    await expect(requestAgain(world, { before: { save: remove } })).rejects.toThrow(FileDeleted);
    await expect(requestAgain(world)).rejects.toThrow(FileDeleted);

    expect(world.record()?.status).toBe("deleted");
  });

  it("of a file with another form waits for the end of that form, and deletes what it brought", async () => {
    const world = aLateWorld();
    await requestAgain(world);
    await deleteFile(world);
    world.time.pass(14 * MINUTES);
    await expect(runReconciler(world)).resolves.toBe("changed-meanwhile");
    world.bucket.put(world.file.key_path, BYTES);
    world.time.pass(3 * MINUTES);

    await expect(runReconciler(world)).resolves.toBe("tombstone-swept");

    expect(world.keys()).toEqual([]);
  });
});

describe("bytes of the old form", () => {
  it("land after the other form was given: moved, and the bytes of the other form are deleted", async () => {
    const world = aLateWorld();
    expectForm(world, await requestAgain(world));

    await send(world, BYTES, "00A1");
    await send(world, OTHER_BYTES, "00A2");

    expectMoved(world, BYTES);
  });

  it("are claimed between the two writes of the call: the status, and no form", async () => {
    const world = aLateWorld();
    world.bucket.put(world.file.key_path, BYTES);

    const known = await requestAgain(world, {
      before: { save: () => deliver(world, [notificationOf(world)]) },
    });

    expect(known).toMatchObject({ status: "completed" });
    expect(known).not.toHaveProperty("fields");
    expectMoved(world, BYTES);
  });

  it("are claimed after the call: moved once, although the client sends them again", async () => {
    const world = aLateWorld();
    world.bucket.put(world.file.key_path, BYTES);
    expectForm(world, await requestAgain(world));

    await send(world);
    await deliver(world, [aMoveMessage(world.file)]);

    expectMoved(world, BYTES);
  });

  it("were found by the reconciler before the call: the status, and no form, until they are moved", async () => {
    const world = aLateWorld();
    world.bucket.put(world.file.key_path, BYTES);
    await expect(runReconciler(world)).resolves.toBe("requeued");

    const known = await requestAgain(world);

    expect(known).toMatchObject({ status: "pending" });
    expect(known).not.toHaveProperty("fields");
    await expect(moveFile(world.ports, anArrivalOf(world.file), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });

  it("were found by the reconciler, and are gone: another form, when the reconciler has looked again", async () => {
    const world = aLateWorld();
    world.bucket.put(world.file.key_path, BYTES);
    await runReconciler(world);
    world.bucket.objects.clear();
    world.time.pass(61 * MINUTES);
    await expect(runReconciler(world)).resolves.toBe("expired");

    expectForm(world, await requestAgain(world));
  });

  it("were sent, and nothing announced them: queued when the other form has ended", async () => {
    const world = aLateWorld();
    world.bucket.put(world.file.key_path, BYTES);
    await requestAgain(world);
    world.time.pass(17 * MINUTES);

    await expect(runReconciler(world)).resolves.toBe("requeued");

    await expect(moveFile(world.ports, anArrivalOf(world.file), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });
});

describe("a confirmation", () => {
  const confirm = (world: World, head?: () => Promise<unknown>) =>
    confirmUpload({
      files: world.files,
      storage: {
        ...NO_PLANS,
        head: async (key) => {
          await head?.();
          return world.bucket.head(key);
        },
      },
      queue: world.ports.queue,
      clock: world.time.clock,
    })({ file_id: world.file.file_id }, aCaller());

  it("without bytes is refused with the end of the other form", async () => {
    const world = aLateWorld();

    const refused = confirm(world, () => requestAgain(world));

    await expect(refused).rejects.toThrow(NotUploadedYet);
    await expect(refused).rejects.toThrow(String(world.record()?.expires_at));
  });

  it("with bytes is queued, also if its write meets the other form", async () => {
    const world = aLateWorld();
    world.bucket.put(world.file.key_path, BYTES);

    await expect(confirm(world, () => requestAgain(world))).resolves.toMatchObject({ queued: true });

    expect(world.sent).toHaveLength(1);
    await expect(moveFile(world.ports, anArrivalOf(world.file), TIME_LEFT)).resolves.toBe("completed");
    expectMoved(world, BYTES);
  });
});

const anArrivalOf = ({ file_id, key_path, dest_path }: FileRecord) =>
  anArrival({ file_id, key_path, dest_path });
