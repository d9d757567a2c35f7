import type { FileRecord } from "@malote/core";
import { describe, expect, it } from "vitest";
import { NOW } from "#testing/builders.ts";
import { prepare } from "#testing/reconciler/one-file.ts";
import { aDueFile, aWorld, ID, minutes } from "#testing/reconciler/ports.ts";
import { reconcileFile } from "./reconcile-file.ts";

describe("an index that lags", () => {
  it.each(["completed", "error"] as const)("a file that is %s is left alone", async (status) => {
    const { reconcile, record, file } = prepare({ status }, "temp");

    await expect(reconcile()).resolves.toBe("changed-meanwhile");

    expect(record(1)).toEqual(file);
  });

  it.each([
    "pending",
    "expired",
    "uploaded",
    "processing",
    "deleted",
  ] as const)("a file that is %s and was postponed since is left alone", async (status) => {
    const { reconcile, record, sent, keys, file } = prepare({ status, check_at: minutes(1) }, "temp");

    await expect(reconcile()).resolves.toBe("changed-meanwhile");

    expect([record(1), sent, keys().length]).toEqual([file, [], 1]);
  });

  it("a file that left the index is left alone", async () => {
    const { check_at, ...left } = aDueFile(1, { status: "expired" });
    const { ports, at, record } = aWorld(left);

    await expect(reconcileFile(ports, ID(1), at())).resolves.toBe("changed-meanwhile");
    expect(record(1)).toEqual(left);
  });

  it("a record that is gone is skipped", async () => {
    const { ports, at } = aWorld();

    await expect(reconcileFile(ports, ID(1), at())).resolves.toBe("changed-meanwhile");
  });
});

describe("a race", () => {
  /** Another process writes to the record between the reconciler's read and write. */
  const prepareRace = (
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
    return { ...world, reconcile: () => reconcileFile(ports, world.file.file_id, world.at()) };
  };

  it.each<[string, Partial<FileRecord>, Partial<FileRecord>]>([
    ["expired", { status: "pending" }, { status: "completed" }],
    ["retired", { status: "expired" }, { status: "processing" }],
    ["error", { status: "uploaded", attempts: 5 }, { status: "processing", attempts: 1 }],
    ["a postponed check", { status: "processing", updated_at: NOW }, { status: "completed" }],
    ["the end of a tombstone", { status: "deleted" }, { status: "deleted" }],
  ])("is lost by the reconciler's write of %s: the record keeps the other write", async (_, overrides, after) => {
    const { reconcile, record, file } = prepareRace(overrides, after);

    await expect(reconcile()).resolves.toBe("changed-meanwhile");

    expect(record(1)).toEqual({ ...file, ...after, version: 2 });
  });

  it("with the mover that it queued leaves the record to the mover", async () => {
    const { reconcile, record, sent } = prepareRace({}, { status: "completed" }, "temp");

    await expect(reconcile()).resolves.toBe("requeued");

    expect(sent).toHaveLength(1);
    expect(record(1)).toMatchObject({ status: "completed", version: 2 });
  });
});

describe("a run that is cut off", () => {
  it("between the message and the write lets the next run queue the file again", async () => {
    const { file, ports, files, at, sent } = prepare({}, "temp");
    const cut = { ...ports, files: { ...files, save: () => Promise.reject(new Error("cut off")) } };

    await expect(reconcileFile(cut, file.file_id, at())).rejects.toThrow("cut off");
    await expect(reconcileFile(ports, file.file_id, at())).resolves.toBe("requeued");

    expect(sent).toHaveLength(2);
  });

  it("between the deletes and the write of a tombstone lets the next run finish it", async () => {
    const { file, ports, files, at, keys, record } = prepare({ status: "deleted" }, "temp", "dest");
    const cut = { ...ports, files: { ...files, save: () => Promise.reject(new Error("cut off")) } };

    await expect(reconcileFile(cut, file.file_id, at())).rejects.toThrow("cut off");
    expect(record(1)).toEqual(file);
    await expect(reconcileFile(ports, file.file_id, at())).resolves.toBe("tombstone-swept");

    expect(keys()).toEqual([]);
  });

  it("by a queue that is down writes nothing", async () => {
    const { file, ports, at, record } = prepare({}, "temp");
    const cut = { ...ports, queue: { send: () => Promise.reject(new Error("SQS is down")) } };

    await expect(reconcileFile(cut, file.file_id, at())).rejects.toThrow("SQS is down");

    expect(record(1)).toEqual(file);
  });
});
