import { endedAttributes, type FileRecord, type OpenFile, OperationsView } from "@malote/core";
import { is } from "valibot";
import { describe, expect, it } from "vitest";
import { aClock, aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { MAX_READ, showOperations } from "./show-operations.ts";

/** These records, and the entries of the index as they were written with them. */
const prepare = (records: FileRecord[] = [], complete = true, now = records) => {
  const batches: string[][] = [];
  const files = records.map(
    ({ status, ...file }): OpenFile => ({ ...file, ...endedAttributes(status, NOW) }),
  );
  const show = showOperations({
    indexes: { open: async () => ({ files, complete }) },
    files: {
      getMany: async (ids) => {
        batches.push([...ids]);
        return now.filter(({ file_id }) => ids.includes(file_id));
      },
    },
    clock: aClock(),
  });
  return { show, batches };
};

const nth = (n: number, overrides: Partial<FileRecord> = {}): FileRecord =>
  aFile({ file_id: `0b0e1f2a-3c4d-4e5f-8a9b-${String(n).padStart(12, "0")}`, ...overrides });

const NONE = { pending: 0, uploaded: 0, processing: 0, expired: 0, quarantined: 0, deleted: 0 };
const EARLIER = "2026-11-21T11:00:00.000Z";
const EARLIEST = "2026-11-20T12:00:00.400Z";

describe("GET /operations", () => {
  it("returns zero counts if every file is finished", async () => {
    await expect(prepare().show()).resolves.toEqual({ unfinished: NONE, complete: true, at: NOW });
  });

  it("returns a count for each status, and the oldest file with its age in whole seconds", async () => {
    const { show } = prepare([
      nth(1, { status: "pending" }),
      aFile({ status: "processing", file_id: "1b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b", created_at: EARLIEST }),
      nth(2, { status: "pending", created_at: EARLIER }),
      nth(3, { status: "uploaded" }),
      nth(4, { status: "expired" }),
      nth(5, { status: "deleted" }),
    ]);

    const view = await show();

    expect(view).toEqual({
      unfinished: { pending: 2, uploaded: 1, processing: 1, expired: 1, quarantined: 0, deleted: 1 },
      oldest: {
        file_id: "1b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b",
        status: "processing",
        created_at: EARLIEST,
        age_seconds: 86_400,
      },
      complete: true,
      at: NOW,
    });
    expect(is(OperationsView, view)).toBe(true);
  });

  it("counts the age of a file from the request of its last form", async () => {
    const { show } = prepare([
      nth(1, { created_at: EARLIEST, requested_at: "2026-11-21T11:59:00.000Z" }),
      nth(2, { created_at: EARLIER }),
    ]);

    await expect(show()).resolves.toMatchObject({ oldest: { created_at: EARLIER, age_seconds: 3600 } });
  });

  it("counts files on their way to or from quarantine, but never returns one as the oldest file", async () => {
    const { show } = prepare([aFile({ status: "quarantined", created_at: EARLIEST })]);

    await expect(show()).resolves.toEqual({
      unfinished: { ...NONE, quarantined: 1 },
      complete: true,
      at: NOW,
    });
  });

  it("counts tombstones, but never returns one as the oldest file", async () => {
    const { show } = prepare([
      nth(1, { status: "deleted", created_at: EARLIEST }),
      aFile({ status: "uploaded", created_at: EARLIER }),
    ]);

    await expect(show()).resolves.toMatchObject({
      unfinished: { ...NONE, uploaded: 1, deleted: 1 },
      oldest: { file_id: FILE_ID, status: "uploaded", age_seconds: 3600 },
    });
  });

  it("returns no oldest file if only tombstones are left", async () => {
    const view = await prepare([aFile({ status: "deleted" })]).show();

    expect(view.unfinished).toEqual({ ...NONE, deleted: 1 });
    expect(view).not.toHaveProperty("oldest");
  });

  it("counts files by their records, which may be newer than the index", async () => {
    const records = [nth(1), nth(2), nth(3, { created_at: EARLIER }), nth(4)];
    const { show } = prepare(records, true, [
      nth(1, { status: "completed" }),
      nth(2, { status: "error" }),
      nth(3, { status: "uploaded", created_at: EARLIER }),
    ]);

    await expect(show()).resolves.toMatchObject({
      unfinished: { ...NONE, uploaded: 1 },
      oldest: { file_id: nth(3).file_id, status: "uploaded" },
    });
  });

  it("does not count a plan whose client may still send parts as the oldest file", async () => {
    const plan = { part_bytes: 8_388_608, created_at: EARLIEST };
    const view = await prepare([nth(1, plan)]).show();

    expect(view.unfinished).toEqual({ ...NONE, pending: 1 });
    expect(view).not.toHaveProperty("oldest");
    const expired = prepare([nth(1, { ...plan, status: "expired" })]);
    await expect(expired.show()).resolves.toHaveProperty("oldest.status", "expired");
  });

  it("reads the records of the 1,000 oldest files, 100 in a batch, and is not complete if there are more", async () => {
    const young = Array.from({ length: MAX_READ }, (_, i) => nth(i));
    const old = nth(MAX_READ, { created_at: EARLIEST });

    const all = prepare(young);
    await expect(all.show()).resolves.toMatchObject({ unfinished: { pending: MAX_READ }, complete: true });
    expect(all.batches.map(({ length }) => length)).toEqual(Array(10).fill(100));

    await expect(prepare([...young, old]).show()).resolves.toMatchObject({
      unfinished: { pending: MAX_READ },
      oldest: { file_id: old.file_id },
      complete: false,
    });
  });

  it("returns an age of at least 0, although clocks differ", async () => {
    const { show } = prepare([aFile({ created_at: "2026-11-21T12:00:02.000Z" })]);

    await expect(show()).resolves.toHaveProperty("oldest.age_seconds", 0);
  });

  it.each([true, false])("returns whether all files were counted: %j", async (complete) => {
    await expect(prepare([aFile()], complete).show()).resolves.toHaveProperty("complete", complete);
  });
});
