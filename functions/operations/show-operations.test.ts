import { type OpenFile, OperationsView } from "@malote/core";
import { is } from "valibot";
import { describe, expect, it } from "vitest";
import { aClock, aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { showOperations } from "./show-operations.ts";

const prepare = (files: OpenFile[] = [], complete = true) => {
  const calls: string[] = [];
  const show = showOperations({
    indexes: {
      open: async () => {
        calls.push("open");
        return { files, complete };
      },
    },
    clock: aClock(),
  });
  return { show, calls };
};

const NONE = { pending: 0, uploaded: 0, processing: 0, expired: 0, quarantined: 0, deleted: 0 };
const EARLIER = "2026-11-21T11:00:00.000Z";
const EARLIEST = "2026-11-20T12:00:00.400Z";

describe("GET /operations", () => {
  it("returns zero counts if every file is finished", async () => {
    await expect(prepare().show()).resolves.toEqual({ unfinished: NONE, complete: true, at: NOW });
  });

  it("returns a count for each status, and the oldest file with its age in whole seconds", async () => {
    const { show } = prepare([
      aFile({ status: "pending" }),
      aFile({ status: "processing", file_id: "1b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b", created_at: EARLIEST }),
      aFile({ status: "pending", created_at: EARLIER }),
      aFile({ status: "uploaded" }),
      aFile({ status: "expired" }),
      aFile({ status: "deleted" }),
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
      aFile({ created_at: EARLIEST, requested_at: "2026-11-21T11:59:00.000Z" }),
      aFile({ created_at: EARLIER }),
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
      aFile({ status: "deleted", created_at: EARLIEST }),
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

  it("does not count a status that the index has no longer, because the file changed meanwhile", async () => {
    const { show } = prepare([aFile({ status: "completed" }), aFile({ status: "error" })]);

    await expect(show()).resolves.toMatchObject({ unfinished: NONE });
  });

  it("returns an age of at least 0, although clocks differ", async () => {
    const { show } = prepare([aFile({ created_at: "2026-11-21T12:00:02.000Z" })]);

    await expect(show()).resolves.toHaveProperty("oldest.age_seconds", 0);
  });

  it.each([true, false])("returns whether all files were counted: %j", async (complete) => {
    await expect(prepare([aFile()], complete).show()).resolves.toHaveProperty("complete", complete);
  });
});
