import { crc32 } from "node:zlib";
import {
  FileDeleted,
  type FileRecord,
  type PlanView,
  type StatusView,
  takesParts,
  type UploadView,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, OWNER } from "#testing/builders.ts";
import { anArrival } from "#testing/mover/builders.ts";
import {
  aClientUploadWorld,
  expectArrived,
  PART_BYTES,
  partsOfSent,
  SENT,
  UPLOAD_ID,
} from "#testing/mover/client-upload.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { aRequestedUpload } from "#testing/rules.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { fileIdFor } from "../../layers/core/src/domain/idempotency.ts";
import { requestUpload } from "../../layers/core/src/steps/request-upload.ts";
import { deleteFile, runReconciler } from "./others.ts";

// The time of a plan is over, and its client asks for another with the same Idempotency-Key.

const KEY = "offline-queue-1";
const MINUTES = 60;
const DAYS = 24 * 60 * MINUTES;

/** A plan that was announced with KEY more than 7 days ago. These parts of it were sent, and nothing was confirmed. */
const anEndedWorld = (sent: (Uint8Array | undefined)[] = partsOfSent().slice(0, 2)): World => {
  const file_id = fileIdFor(OWNER, OWNER, KEY);
  const ends = "2026-11-28T12:00:00.000Z";
  const world = aClientUploadWorld({
    sent,
    file: {
      file_id,
      key_path: `temp/${file_id}.jpg`,
      dest_path: `dest/${file_id}.jpg`,
      part_bytes: PART_BYTES,
      checksum_algorithm: "CRC32",
      expires_at: ends,
      check_at: ends,
    },
  });
  // Parts of a plan have checksums.
  const { uploadedParts } = world.bucket;
  world.bucket.uploadedParts = async (file, id) =>
    (await uploadedParts(file, id))?.map((part) => ({
      ...part,
      checksums: { ChecksumCRC32: crcOf(world, id, part.number) },
    }));
  world.ports.storage = { ...world.ports.storage, uploadedParts: world.bucket.uploadedParts };
  world.time.pass(7 * DAYS + 2 * MINUTES);
  return world;
};

const crcOf = ({ bucket }: World, id: string, number: number): string => {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bucket.uploads.get(id)?.parts.get(number) ?? Buffer.alloc(0)));
  return value.toString("base64");
};

type Outcome = UploadView | PlanView | StatusView;

/** The client repeats POST /upload. `beforeSave` runs once. The nth call creates the upload renewed-n. */
const requestAgain = async (world: World, beforeSave?: () => Promise<unknown>): Promise<Outcome> => {
  let meanwhile = beforeSave;
  const outcome = await requestUpload({
    files: {
      create: world.files.create,
      save: async (was, file) => {
        const once = meanwhile;
        meanwhile = undefined;
        await once?.();
        return world.files.save(was, file);
      },
    },
    storage: {
      presignPost: async () => ({ url: "", fields: {} }),
      createUpload: async ({ key_path }) => {
        const upload_id = `renewed-${created.get(world) ?? 1}`;
        created.set(world, (created.get(world) ?? 1) + 1);
        world.bucket.beginUpload(upload_id, key_path, []);
        return { upload_id };
      },
      abortUpload: world.bucket.abortUpload,
    },
    expirySeconds: 15 * MINUTES,
    plans: { maxBytes: 1000, parts: { minBytes: PART_BYTES, maxBytes: PART_BYTES } },
    clock: world.time.clock,
  })(aRequestedUpload({ len: SENT.length, multipart: true, checksum: { algorithm: "CRC32" } }), aCaller(), {
    "idempotency-key": KEY,
  });
  return "form" in outcome ? outcome.form : outcome.known;
};
const created = new WeakMap<World, number>();

const openUploads = ({ bucket }: World): string[] => [...bucket.uploads.keys()];

/** The response is a plan with an upload of its own, and no other upload is open. */
const expectPlan = (world: World, plan: Outcome): void => {
  const record = world.record();
  expect(plan).toMatchObject({
    file_id: world.file.file_id,
    part_size: PART_BYTES,
    part_count: partsOfSent().length,
    expires_at: record?.expires_at,
  });
  expect(Date.parse((plan as PlanView).expires_at)).toBeGreaterThan(world.time.now() + 6 * DAYS * 1000);
  expect(record?.upload_id).toMatch(/^renewed-/);
  expect(openUploads(world)).toEqual([record?.upload_id]);
};

/** The client sends all parts to the upload of the record, and the mover gets a message. */
const sendAll = async (world: World): Promise<void> => {
  const { file_id, key_path, dest_path, upload_id = "" } = world.record() as FileRecord;
  world.bucket.beginUpload(upload_id, key_path, partsOfSent());
  const arrival = anArrival({ file_id, key_path, dest_path, message_id: "message-of-the-client" });
  await expect(moveFile(world.ports, arrival, TIME_LEFT)).resolves.toBe("completed");
  expectArrived(world);
};

describe("a plan whose time is over", () => {
  it("is the same file with another upload, and the parts of the old one are aborted", async () => {
    const world = anEndedWorld();

    expectPlan(world, await requestAgain(world));

    expect(world.record()).toMatchObject({ status: "pending", version: 2 });
    await sendAll(world);
  });

  it("that expired and was retired is pending again, and its record is not purged", async () => {
    const world = anEndedWorld();
    await expect(runReconciler(world)).resolves.toBe("expired");
    world.time.pass(DAYS);
    await expect(runReconciler(world)).resolves.toBe("retired");
    world.time.pass(20 * DAYS);

    expectPlan(world, await requestAgain(world));

    expect(world.record()).not.toHaveProperty("purge_at");
    await sendAll(world);
  });

  it("keeps its new upload when the reconciler, which let it expire before, aborts the old one after", async () => {
    const world = anEndedWorld();
    const { abortUpload } = world.bucket;
    let plan: Outcome | undefined;
    world.bucket.abortUpload = async (...call) => {
      world.bucket.abortUpload = abortUpload;
      plan = await requestAgain(world);
      return abortUpload(...call);
    };

    await expect(runReconciler(world)).resolves.toBe("expired");

    expectPlan(world, plan as Outcome);
    await sendAll(world);
  });

  it("that the reconciler lets expire between the two writes of the call has another upload all the same", async () => {
    const world = anEndedWorld();

    expectPlan(
      world,
      await requestAgain(world, async () => expect(await runReconciler(world)).toBe("expired")),
    );
  });

  it("has one upload after two calls at once, and both return it", async () => {
    const world = anEndedWorld();
    let first: Outcome | undefined;

    const second = await requestAgain(world, async () => {
      first = await requestAgain(world);
    });

    for (const plan of [first, second]) expectPlan(world, plan as Outcome);
    expect(world.record()?.version).toBe(2);
  });

  it("is a 410 if it is deleted between the two writes, and no upload stays open", async () => {
    const world = anEndedWorld();

    await expect(requestAgain(world, () => deleteFile(world))).rejects.toThrow(FileDeleted);

    expect(openUploads(world)).toEqual([]);
  });

  it("is moved if a mover claims its parts between the two writes, and the upload of the call is aborted", async () => {
    const world = anEndedWorld(partsOfSent());
    const { file_id, key_path, dest_path } = world.file;

    const known = await requestAgain(world, () =>
      moveFile(world.ports, anArrival({ file_id, key_path, dest_path }), TIME_LEFT),
    );

    expect(known).toMatchObject({ status: "completed" });
    expectArrived(world);
  });
});

describe("all parts that nobody confirmed", () => {
  it("are moved if the reconciler has found them: the call returns the status, and leaves them", async () => {
    const world = anEndedWorld(partsOfSent());
    await expect(runReconciler(world)).resolves.toBe("requeued");

    await expect(requestAgain(world)).resolves.toMatchObject({ status: "pending" });

    expect(openUploads(world)).toEqual([UPLOAD_ID]);
    const { file_id, key_path, dest_path } = world.file;
    const arrival = anArrival({ file_id, key_path, dest_path });
    await expect(moveFile(world.ports, arrival, TIME_LEFT)).resolves.toBe("completed");
    expectArrived(world);
  });

  it("must be sent again if the call is first: a message of before finds none, and the plan takes them", async () => {
    const world = anEndedWorld(partsOfSent());
    expectPlan(world, await requestAgain(world));
    const { file_id, key_path, dest_path } = world.file;

    await moveFile(world.ports, anArrival({ file_id, key_path, dest_path }), TIME_LEFT);

    const record = world.record() as FileRecord;
    expect(record).toMatchObject({ status: "error", error_code: "parts-differ", retryable: true });
    expect(takesParts(record)).toBe(true);
    await sendAll(world);
  });
});
