import { FileNotFound, type FileRecord, OperatorFileView, STATUSES } from "@malote/core";
import { is } from "valibot";
import { describe, expect, it } from "vitest";
import { aClock, aFile, FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { showFile } from "./show-file.ts";

const show = (file: FileRecord | undefined, now = NOW) =>
  showFile({ files: { get: async () => file }, clock: aClock(now) })({ file_id: FILE_ID });

describe("GET /operations/files/{file_id}", () => {
  it("returns a file of any owner with its cause, its history and what an operator may set", async () => {
    const history = [
      { status: "pending", at: NOW, by: "owner" },
      { status: "uploaded", at: NOW, by: "mover" },
      { status: "processing", at: NOW, by: "mover" },
      { status: "error", at: NOW, by: "mover", details: "Try again later." },
    ] as const;
    const file = aFile({
      status: "error",
      details: "Try again later.",
      error_code: "not-moved",
      cause: "SlowDown",
      retryable: true,
      attempts: 5,
      history: [...history],
    });

    await expect(show(file)).resolves.toMatchObject({
      owner: OWNER,
      status: "error",
      cause: "SlowDown",
      attempts: 5,
      history,
      allowed: ["uploaded", "deleted"],
    });
  });

  it.each(STATUSES)("returns a file that is %s, and never a URL", async (status) => {
    const view = await show(aFile({ status }));

    expect(is(OperatorFileView, view)).toBe(true);
    expect(view.status).toBe(status);
    expect(JSON.stringify(view)).not.toContain("http");
  });

  it("allows only a delete while a mover holds the file, and again all of it when its lease has ended", async () => {
    const held = aFile({ status: "processing", lease_owner: "message-1", lease_until: NOW });

    await expect(show(held)).resolves.toHaveProperty("allowed", ["deleted"]);
    await expect(show(held, "2026-11-21T12:00:00.001Z")).resolves.toHaveProperty("allowed.length", 3);
  });

  it("returns a deleted file as such, with the reason, until its record is removed", async () => {
    const reason = { status: "deleted", at: NOW, by: "operator", details: "Reported." } as const;
    const tombstone = aFile({
      status: "deleted",
      details: "Reported.",
      history: [reason],
      purge_at: 1_795_262_400,
    });

    await expect(show(tombstone)).resolves.toMatchObject({
      status: "deleted",
      details: "Reported.",
      history: [reason],
      purge_at: "2026-11-21T12:00:00.000Z",
      allowed: [],
    });
    await expect(show(undefined)).rejects.toThrow(FileNotFound);
  });
});
