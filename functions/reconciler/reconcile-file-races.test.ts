import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { NOW } from "#testing/builders.ts";
import { prepare } from "#testing/reconciler/one-file.ts";
import { aDueFile, aWorld, ID, minutes } from "#testing/reconciler/ports.ts";
import { reconcileFile } from "./reconcile-file.ts";

describe("what the index told too late", () => {
  it.each(["completed", "error"] as const)("a file that is %s is left alone", async (status) => {
    const { look, record, file } = prepare({ status }, "temp");

    await expect(look()).resolves.toBe("changed-meanwhile");

    expect(record(1)).toEqual(file);
  });

  it.each([
    "pending",
    "expired",
    "uploaded",
    "processing",
    "deleted",
  ] as const)("a file that is %s and was put off since is left alone", async (status) => {
    const { look, record, sent, keys, file } = prepare({ status, check_at: minutes(1) }, "temp");

    await expect(look()).resolves.toBe("changed-meanwhile");

    expect([record(1), sent, keys().length]).toEqual([file, [], 1]);
  });

  it("a file that left the index is left alone", async () => {
    const { check_at, ...left } = aDueFile(1, { status: "expired" });
    const { ports, at, record } = aWorld(left);

    await expect(reconcileFile(ports, ID(1), at())).resolves.toBe("changed-meanwhile");
    expect(record(1)).toEqual(left);
  });

  it("a record that is gone is nothing", async () => {
    const { ports, at } = aWorld();

    await expect(reconcileFile(ports, ID(1), at())).resolves.toBe("changed-meanwhile");
  });
});

describe("a race", () => {
  /** Somebody writes to the record between our read and our write. */
  const raced = (
    overrides: Partial<FileRecord>,
    after: Partial<FileRecord>,
    ...keys: ("temp" | "dest")[]
  ) => {
    const world = prepare(overrides, ...keys);
    const { files } = world;
    const ports = {
      ...world.ports,
      files: {
        ...files,
        async get(id: string) {
          const read = await files.get(id);
          if (read) files.table.set(id, { ...read, ...after, version: read.version + 1 });
          return read;
        },
      },
    };
    return { ...world, look: () => reconcileFile(ports, world.file.file_id, world.at()) };
  };

  it.each<[string, Partial<FileRecord>, Partial<FileRecord>]>([
    ["expiring", { status: "pending" }, { status: "completed" }],
    ["retiring", { status: "expired" }, { status: "processing" }],
    ["giving up", { status: "uploaded", attempts: 5 }, { status: "processing", attempts: 1 }],
    ["putting off a worker", { status: "processing", updated_at: NOW }, { status: "completed" }],
    ["sweeping", { status: "deleted" }, { status: "deleted" }],
  ])("is lost where %s comes second: the record is the other's", async (_, overrides, after) => {
    const { look, record, file } = raced(overrides, after);

    await expect(look()).resolves.toBe("changed-meanwhile");

    expect(record(1)).toEqual({ ...file, ...after, version: 2 });
  });

  it("with the mover it called leaves the record to the mover", async () => {
    const { look, record, sent } = raced({}, { status: "completed" }, "temp");

    await expect(look()).resolves.toBe("requeued");

    expect(sent).toHaveLength(1);
    expect(record(1)).toMatchObject({ status: "completed", version: 2 });
  });
});

describe("cut off", () => {
  it("between message and record, the file is queued again by the next run", async () => {
    const { file, ports, files, at, sent } = prepare({}, "temp");
    const cut = { ...ports, files: { ...files, save: () => Promise.reject(new Error("cut off")) } };

    await expect(reconcileFile(cut, file.file_id, at())).rejects.toThrow("cut off");
    await expect(reconcileFile(ports, file.file_id, at())).resolves.toBe("requeued");

    expect(sent).toHaveLength(2);
  });

  it("between the deletes and the record of a tombstone, the next run ends it", async () => {
    const { file, ports, files, at, keys, record } = prepare({ status: "deleted" }, "temp", "dest");
    const cut = { ...ports, files: { ...files, save: () => Promise.reject(new Error("cut off")) } };

    await expect(reconcileFile(cut, file.file_id, at())).rejects.toThrow("cut off");
    expect(record(1)).toEqual(file);
    await expect(reconcileFile(ports, file.file_id, at())).resolves.toBe("tombstone-swept");

    expect(keys()).toEqual([]);
  });

  it("where the queue does not take the message, nothing says that it did", async () => {
    const { file, ports, at, record } = prepare({}, "temp");
    const cut = { ...ports, queue: { send: () => Promise.reject(new Error("SQS is down")) } };

    await expect(reconcileFile(cut, file.file_id, at())).rejects.toThrow("SQS is down");

    expect(record(1)).toEqual(file);
  });
});
