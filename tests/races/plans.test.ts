import { combineCrcs, type FileRecord, type StatusView } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller } from "#testing/builders.ts";
import { aroundCalls } from "#testing/mover/around-calls.ts";
import { aMoveMessage, anArrival } from "#testing/mover/builders.ts";
import {
  aClientUploadWorld,
  PART_BYTES,
  partsOfSent,
  SENT,
  UPLOAD_ID,
} from "#testing/mover/client-upload.ts";
import { deliver } from "#testing/mover/deliver.ts";
import { expectMoved } from "#testing/mover/expect-moved.ts";
import type { World } from "#testing/mover/ports.ts";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import { crc32Of } from "#testing/objects.ts";
import { confirmUpload } from "../../functions/confirm/confirm-upload.ts";
import { moveFile } from "../../functions/mover/move-file.ts";
import { signParts } from "../../functions/upload-parts/sign-parts.ts";
import { deleteFile } from "./others.ts";

const CHECKSUM = { algorithm: "CRC32", value: crc32Of(SENT) } as const;
const OTHER = Uint8Array.from(partsOfSent()[1] ?? []).fill(7);

const aPlanWorld = (file: Partial<FileRecord> = {}): World =>
  aClientUploadWorld({ file: { part_bytes: PART_BYTES, checksum_algorithm: "CRC32", ...file } });

/** The confirmation of the client. `before` runs right before one of its calls. */
const confirm = async (
  world: World,
  before: Partial<Record<"get" | "list" | "save" | "send", () => Promise<unknown>>> = {},
): Promise<StatusView> => {
  const once = async (name: keyof typeof before) => {
    const meanwhile = before[name];
    delete before[name];
    await meanwhile?.();
  };
  const { view } = await confirmUpload({
    files: {
      get: async (id) => {
        await once("get");
        return world.files.get(id);
      },
      save: async (was, file) => {
        await once("save");
        return world.files.save(was, file);
      },
    },
    storage: {
      head: (key) => world.bucket.head(key),
      uploadedParts: async (file, id) => {
        await once("list");
        return world.bucket.uploadedParts(file, id);
      },
    },
    queue: {
      send: async () => {
        await once("send");
      },
    },
    clock: world.time.clock,
  })({ file_id: world.file.file_id, checksum: CHECKSUM }, aCaller());
  return view;
};

const move = (world: World, message_id = "message-1") =>
  moveFile(world.ports, anArrival({ message_id }), TIME_LEFT);

const expectGone = (world: World) => {
  expect(world.bucket.objects.size).toBe(0);
  expect(world.bucket.uploads.size).toBe(0);
};

describe("a confirmation of a plan", () => {
  it.each([
    "get",
    "list",
    "save",
    "send",
  ] as const)("and a mover right before its %s: moved once", async (call) => {
    const world = aPlanWorld();

    await confirm(world, { [call]: () => move(world, "of the reconciler") }).catch(() => {});
    await move(world, "of the confirmation");

    expectMoved(world, SENT);
    expect(world.bucket.uploads.size).toBe(0);
  });

  it.each([
    "get",
    "list",
    "save",
    "send",
  ] as const)("and another one right before its %s: moved once", async (call) => {
    const world = aPlanWorld();

    await confirm(world, { [call]: () => confirm(world) });
    await move(world);

    expectMoved(world, SENT);
  });

  it.each([
    "get",
    "list",
    "save",
    "send",
  ] as const)("and a DELETE right before its %s: nothing is left", async (call) => {
    const world = aPlanWorld();

    await confirm(world, { [call]: () => deleteFile(world) }).catch(() => {});
    await move(world).catch(() => {});

    expect(world.record()).toMatchObject({ status: "deleted" });
    expectGone(world);
  });
});

describe("a part that a URL of before replaces", () => {
  it("right before the confirmation lists the parts refuses the confirmation", async () => {
    const world = aPlanWorld();

    await expect(
      confirm(world, { list: async () => world.bucket.sendPart(UPLOAD_ID, 2, OTHER) }),
    ).rejects.toMatchObject({ code: "parts-differ" });
    expect(world.record()).toMatchObject({ status: "pending" });
  });

  it.each([
    ["combined by the mover", {}],
    ["compared by S3", { checksum_type: "FULL_OBJECT" as const }],
  ])("after the confirmation never becomes part of the file (%s)", async (_, file) => {
    const world = aPlanWorld(file);
    await confirm(world);
    world.bucket.sendPart(UPLOAD_ID, 2, OTHER);

    await expect(move(world)).resolves.toBe("refused");

    expect(world.record()).toMatchObject({ status: "error", error_code: "parts-differ", retryable: true });
    expect(world.bucket.objects.size).toBe(0);
    // The client sends the part again and confirms again.
    world.bucket.sendPart(UPLOAD_ID, 2, partsOfSent()[1] ?? SENT);
    await confirm(world);
    await expect(move(world, "message-2")).resolves.toBe("completed");
    expectMoved(world, SENT);
  });

  it("between the mover's list and its completion is refused by S3: the ETag differs, and the attempt is repeated", async () => {
    const world = aPlanWorld();
    await confirm(world);
    let replaced = false;
    const ports = aroundCalls(world.ports, async (name, call) => {
      if (name === "storage.completeUpload" && !replaced) {
        replaced = true;
        world.bucket.sendPart(UPLOAD_ID, 2, OTHER);
      }
      return call();
    });

    await expect(moveFile(ports, anArrival(), TIME_LEFT)).rejects.toThrow();

    expect(world.bucket.objects.size).toBe(0);
    world.bucket.sendPart(UPLOAD_ID, 2, partsOfSent()[1] ?? SENT);
    await deliver(world, [aMoveMessage()]);
    expectMoved(world, SENT);
  });

  it("after the completion meets no upload", async () => {
    const world = aPlanWorld();
    await confirm(world);
    await move(world);

    expect(world.bucket.sendPart(UPLOAD_ID, 2, OTHER)).toBe(false);
    expectMoved(world, SENT);
  });
});

describe("a request for parts", () => {
  const sign = (world: World) =>
    signParts({
      files: world.files,
      storage: {
        presignPart: async () => ({ url: "https://bucket.example/", headers: {} }),
        listParts: async () => undefined,
      },
      expirySeconds: 900,
      clock: world.time.clock,
    })({ file_id: world.file.file_id, parts: [{ part_number: 1, checksum: "AAAAAA==" }] }, aCaller());

  it("is refused from the confirmation on, and after the completion", async () => {
    const world = aPlanWorld();
    await expect(sign(world)).resolves.toHaveProperty("parts.length", 1);
    await confirm(world);

    await expect(sign(world)).rejects.toMatchObject({ code: "upload-not-open" });
    await move(world);
    await expect(sign(world)).rejects.toMatchObject({ code: "upload-not-open" });
  });

  it("is refused after a DELETE", async () => {
    const world = aPlanWorld();
    await deleteFile(world);

    await expect(sign(world)).rejects.toMatchObject({ code: "file-not-found" });
    expectGone(world);
  });
});

it("the whole checksum of these parts is that of the file", () => {
  expect(
    combineCrcs(
      "CRC32",
      partsOfSent().map((bytes) => ({ checksum: crc32Of(bytes), size: bytes.length })),
    ),
  ).toBe(CHECKSUM.value);
});
