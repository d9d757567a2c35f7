import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aDueFile, aWorld, BYTES, messageOf, minutes } from "#testing/reconciler/ports.ts";
import { reconcileFile } from "./reconcile-file.ts";

const DAY = minutes(24 * 60);
const HALF = BYTES.length >> 1;
const WHOLE = [BYTES.slice(0, HALF), BYTES.slice(HALF)];
const WITHOUT_THE_FIRST = [undefined, BYTES.slice(HALF)];

/** A file whose bytes came as parts of its client's upload, and that may have a copy under way. */
const prepare = (
  overrides: Partial<FileRecord> = {},
  sent: readonly (Uint8Array | undefined)[] | null = WHOLE,
) => {
  const file = aDueFile(1, { upload_id: "client-1", ...overrides });
  const world = aWorld(file);
  if (sent) world.bucket.beginUpload("client-1", file.key_path, sent);
  if (file.copy_upload_id !== undefined)
    world.bucket.beginUpload(file.copy_upload_id, file.dest_path, [BYTES]);
  return {
    ...world,
    file,
    look: (ports = world.ports) => reconcileFile(ports, file.file_id, world.at()),
    uploads: () => [...world.bucket.uploads.keys()],
  };
};

type Prepared = ReturnType<typeof prepare>;

/** The ports, of which one call fails. */
const failing = ({ ports }: Prepared, name: "abortUpload" | "uploadedParts"): Prepared["ports"] => ({
  ...ports,
  storage: { ...ports.storage, [name]: () => Promise.reject(new Error("S3 is away")) },
});

describe.each(["pending", "expired"] as const)("a file that is %s, its plan over", (status) => {
  it("is queued where all parts are there: the mover completes the upload", async () => {
    const { look, sent, uploads, file } = prepare({ status });

    await expect(look()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
    expect(uploads()).toEqual(["client-1"]);
  });

  it("is queued where somebody has completed it", async () => {
    const { look, sent, bucket, file } = prepare({ status }, null);
    bucket.put(file.key_path);

    await expect(look()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
  });

  it.each([
    ["a part is missing", WITHOUT_THE_FIRST],
    ["some bytes are missing", WHOLE.slice(0, 1)],
    ["nothing came", []],
  ])("comes to nothing where %s: its upload is aborted", async (_, parts) => {
    const { look, sent, uploads, record } = prepare({ status }, parts);

    await expect(look()).resolves.toBe(status === "pending" ? "expired" : "retired");

    expect(sent).toEqual([]);
    expect(uploads()).toEqual([]);
    expect(record(1).status).toBe("expired");
  });

  it("comes to nothing where the upload is gone", async () => {
    const { look } = prepare({ status }, null);

    await expect(look()).resolves.toBe(status === "pending" ? "expired" : "retired");
  });

  it("is left for the next run where S3 does not tell its parts", async () => {
    const world = prepare({ status });

    await expect(world.look(failing(world, "uploadedParts"))).rejects.toThrow("S3 is away");

    expect(world.record(1)).toEqual(world.file);
    expect(world.uploads()).toEqual(["client-1"]);
  });

  it("is left alone, parts and all, where a mover was faster", async () => {
    const world = prepare({ status }, WITHOUT_THE_FIRST);
    const { files } = world;
    const ports = {
      ...world.ports,
      files: {
        ...files,
        async save(before: FileRecord, after: FileRecord) {
          files.table.set(before.file_id, { ...before, status: "processing", version: before.version + 1 });
          return files.save(before, after);
        },
      },
    };

    await expect(world.look(ports)).resolves.toBe("changed-meanwhile");

    expect(world.record(1).status).toBe("processing");
    expect(world.uploads()).toEqual(["client-1"]);
  });
});

describe("an abort that fails, or comes too early for a part on its way", () => {
  it("of a file that expires is made up for by the second look", async () => {
    const world = prepare({}, WITHOUT_THE_FIRST);
    await expect(world.look(failing(world, "abortUpload"))).rejects.toThrow("S3 is away");
    expect(world.record(1)).toMatchObject({ status: "expired", check_at: DAY, upload_id: "client-1" });

    world.pass(24 * 60);
    await expect(world.look()).resolves.toBe("retired");

    expect(world.uploads()).toEqual([]);
  });

  it("of a file that is retired is left to the lifecycle rule", async () => {
    const world = prepare({ status: "expired" }, WITHOUT_THE_FIRST);

    await expect(world.look(failing(world, "abortUpload"))).rejects.toThrow("S3 is away");

    expect(world.record(1)).toHaveProperty("purge_at");
    expect(world.uploads()).toEqual(["client-1"]);
  });

  it("of a file that is given up leaves the copy's id in the record", async () => {
    const world = prepare({ status: "uploaded", attempts: 5, copy_upload_id: "copy-1" });

    await expect(world.look(failing(world, "abortUpload"))).rejects.toThrow("S3 is away");

    expect(world.record(1)).toMatchObject({ status: "error", copy_upload_id: "copy-1" });
  });

  it("of a tombstone is tried again by the next run", async () => {
    const world = prepare({ status: "deleted", copy_upload_id: "copy-1" });

    await expect(world.look(failing(world, "abortUpload"))).rejects.toThrow("S3 is away");
    expect(world.record(1)).toEqual(world.file);
    await world.look();

    expect(world.uploads()).not.toContain("copy-1");
  });
});

describe("a tombstone", () => {
  it("takes the parts of both uploads along", async () => {
    const { look, uploads, record } = prepare({ status: "deleted", copy_upload_id: "copy-1" });

    await expect(look()).resolves.toBe("tombstone-swept");

    expect(uploads()).toEqual([]);
    expect(record(1)).toHaveProperty("purge_at");
  });

  it("waits with them as long as the plan of its upload lasts", async () => {
    const { look, uploads } = prepare({ status: "deleted", expires_at: minutes(5 * 24 * 60) });

    await expect(look()).resolves.toBe("not-yet");

    expect(uploads()).toEqual(["client-1"]);
  });
});

describe("a file that is given up", () => {
  const LOST = { lease_owner: "message-1", lease_until: minutes(-1), attempts: 5 } as const;
  const COPY = { copy_upload_id: "copy-1", copy_source_etag: '"e"', copy_part_bytes: 10 };

  it("is left alone, its copy and all, where a mover was faster", async () => {
    const world = prepare({ ...LOST, ...COPY, status: "processing" });
    const { files } = world;
    const save = async (before: FileRecord, after: FileRecord) => {
      files.table.set(before.file_id, { ...before, version: before.version + 1 });
      return files.save(before, after);
    };

    await expect(world.look({ ...world.ports, files: { ...files, save } })).resolves.toBe(
      "changed-meanwhile",
    );

    expect(world.uploads()).toContain("copy-1");
  });

  it.each([
    "uploaded",
    "processing",
  ] as const)("(%s) loses its copy in parts, and keeps what its client sent", async (status) => {
    const { look, uploads, record } = prepare({ ...LOST, ...COPY, status });

    await expect(look()).resolves.toBe("given-up");

    expect(uploads()).toEqual(["client-1"]);
    expect(record(1)).toMatchObject({ status: "error", retryable: true, upload_id: "client-1", ...COPY });
  });
});
