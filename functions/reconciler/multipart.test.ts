import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aDueFile, aWorld, BYTES, messageOf, minutes } from "#testing/reconciler/ports.ts";
import { reconcileFile } from "./reconcile-file.ts";

const DAY = minutes(24 * 60);
const HALF = BYTES.length >> 1;
const WHOLE = [BYTES.slice(0, HALF), BYTES.slice(HALF)];
const WITHOUT_THE_FIRST = [undefined, BYTES.slice(HALF)];

/** A file with a client's upload of these parts, and with a copy in parts if it has a `copy_upload_id`. */
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
    reconcile: (ports = world.ports) => reconcileFile(ports, file.file_id, world.at()),
    uploads: () => [...world.bucket.uploads.keys()],
  };
};

type Prepared = ReturnType<typeof prepare>;

/** The ports, with one call that fails. */
const withFailure = ({ ports }: Prepared, name: "abortUpload" | "uploadedParts"): Prepared["ports"] => ({
  ...ports,
  storage: { ...ports.storage, [name]: () => Promise.reject(new Error("S3 is away")) },
});

describe.each(["pending", "expired"] as const)("a file that is %s, and whose plan has ended,", (status) => {
  it("is queued if all parts are there, so that the mover completes the upload", async () => {
    const { reconcile, sent, uploads, file } = prepare({ status });

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
    expect(uploads()).toEqual(["client-1"]);
  });

  it("is queued if its upload is already completed", async () => {
    const { reconcile, sent, bucket, file } = prepare({ status }, null);
    bucket.put(file.key_path);

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toEqual([messageOf(file)]);
  });

  it.each([
    ["a part is missing", WITHOUT_THE_FIRST],
    ["some bytes are missing", WHOLE.slice(0, 1)],
    ["no part arrived", []],
  ])("expires or is retired, and its upload is aborted, if %s", async (_, parts) => {
    const { reconcile, sent, uploads, record } = prepare({ status }, parts);

    await expect(reconcile()).resolves.toBe(status === "pending" ? "expired" : "retired");

    expect(sent).toEqual([]);
    expect(uploads()).toEqual([]);
    expect(record(1).status).toBe("expired");
  });

  it("expires or is retired if the upload is gone", async () => {
    const { reconcile } = prepare({ status }, null);

    await expect(reconcile()).resolves.toBe(status === "pending" ? "expired" : "retired");
  });

  it("is left to the next run if S3 does not list its parts", async () => {
    const world = prepare({ status });

    await expect(world.reconcile(withFailure(world, "uploadedParts"))).rejects.toThrow("S3 is away");

    expect(world.record(1)).toEqual(world.file);
    expect(world.uploads()).toEqual(["client-1"]);
  });

  it("keeps its record and its parts if a mover claimed it first", async () => {
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

    await expect(world.reconcile(ports)).resolves.toBe("changed-meanwhile");

    expect(world.record(1).status).toBe("processing");
    expect(world.uploads()).toEqual(["client-1"]);
  });
});

describe("an abort that fails", () => {
  it("for a file that expires is repeated by the second check", async () => {
    const world = prepare({}, WITHOUT_THE_FIRST);
    await expect(world.reconcile(withFailure(world, "abortUpload"))).rejects.toThrow("S3 is away");
    expect(world.record(1)).toMatchObject({ status: "expired", check_at: DAY, upload_id: "client-1" });

    world.pass(24 * 60);
    await expect(world.reconcile()).resolves.toBe("retired");

    expect(world.uploads()).toEqual([]);
  });

  it("for a file that is retired is left to the lifecycle rule", async () => {
    const world = prepare({ status: "expired" }, WITHOUT_THE_FIRST);

    await expect(world.reconcile(withFailure(world, "abortUpload"))).rejects.toThrow("S3 is away");

    expect(world.record(1)).toHaveProperty("purge_at");
    expect(world.uploads()).toEqual(["client-1"]);
  });

  it("for a file that is given up leaves the copy's id in the record", async () => {
    const world = prepare({ status: "uploaded", attempts: 5, copy_upload_id: "copy-1" });

    await expect(world.reconcile(withFailure(world, "abortUpload"))).rejects.toThrow("S3 is away");

    expect(world.record(1)).toMatchObject({ status: "error", copy_upload_id: "copy-1" });
  });

  it("for a tombstone is repeated by the next run", async () => {
    const world = prepare({ status: "deleted", copy_upload_id: "copy-1" });

    await expect(world.reconcile(withFailure(world, "abortUpload"))).rejects.toThrow("S3 is away");
    expect(world.record(1)).toEqual(world.file);
    await world.reconcile();

    expect(world.uploads()).not.toContain("copy-1");
  });
});

describe("a tombstone", () => {
  it("has the parts of both uploads deleted", async () => {
    const { reconcile, uploads, record } = prepare({ status: "deleted", copy_upload_id: "copy-1" });

    await expect(reconcile()).resolves.toBe("tombstone-swept");

    expect(uploads()).toEqual([]);
    expect(record(1)).toHaveProperty("purge_at");
  });

  it("keeps its upload until the plan of that upload has ended", async () => {
    const { reconcile, uploads } = prepare({ status: "deleted", expires_at: minutes(5 * 24 * 60) });

    await expect(reconcile()).resolves.toBe("not-yet");

    expect(uploads()).toEqual(["client-1"]);
  });
});

describe("a file that is given up", () => {
  const LOST = { lease_owner: "message-1", lease_until: minutes(-1), attempts: 5 } as const;
  const COPY = { copy_upload_id: "copy-1", copy_source_etag: '"e"', copy_part_bytes: 10 };

  it("keeps its record and its copy if a mover wrote first", async () => {
    const world = prepare({ ...LOST, ...COPY, status: "processing" });
    const { files } = world;
    const save = async (before: FileRecord, after: FileRecord) => {
      files.table.set(before.file_id, { ...before, version: before.version + 1 });
      return files.save(before, after);
    };

    await expect(world.reconcile({ ...world.ports, files: { ...files, save } })).resolves.toBe(
      "changed-meanwhile",
    );

    expect(world.uploads()).toContain("copy-1");
  });

  it.each([
    "uploaded",
    "processing",
  ] as const)("while %s has its copy in parts aborted, and keeps the parts of its client", async (status) => {
    const { reconcile, uploads, record } = prepare({ ...LOST, ...COPY, status });

    await expect(reconcile()).resolves.toBe("given-up");

    expect(uploads()).toEqual(["client-1"]);
    expect(record(1)).toMatchObject({ status: "error", retryable: true, upload_id: "client-1", ...COPY });
  });
});
