import { FileNotFound, type FileRecord, type ObjectHead } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, aRelay, FILE_ID, NOW } from "#testing/builders.ts";
import { NO_PLANS } from "#testing/plans.ts";
import { type ConfirmPorts, confirmUpload } from "./confirm-upload.ts";

const inError = (overrides: Partial<FileRecord> = {}): FileRecord =>
  aFile({
    status: "error",
    version: 4,
    attempts: 3,
    error_code: "type-differs",
    retryable: false,
    details: "The bytes are not image/jpeg.",
    lease_owner: "message-1",
    updated_at: "2026-11-21T12:00:05.400Z",
    ...overrides,
  });

const prepare = (
  file: FileRecord,
  found: Partial<ObjectHead> | undefined,
  ports: Partial<ConfirmPorts> = {},
) => {
  const calls: string[] = [];
  const saved: FileRecord[] = [];
  const confirm = confirmUpload({
    files: {
      get: async () => file,
      save: async (_, after) => {
        calls.push("save");
        saved.push(after);
        return { ok: true, file: after };
      },
    },
    storage: {
      ...NO_PLANS,
      head: async () => {
        calls.push("head");
        return found && { etag: '"new"', size: 1, metadata: {}, checksums: {}, ...found };
      },
    },
    queue: {
      send: async () => {
        calls.push("send");
      },
    },
    clock: aClock("2026-11-21T12:01:00.000Z"),
    ...ports,
  });
  return { confirm: (caller = aCaller()) => confirm({ file_id: FILE_ID }, caller), calls, saved };
};

const AFTER = { last_modified: "2026-11-21T12:00:30.000Z" };
const BEFORE = { last_modified: "2026-11-21T12:00:04.000Z" };

describe("POST /confirm-upload of a file in error", () => {
  it("writes the file as uploaded with no attempts, without the error, and then sends the message", async () => {
    const { confirm, calls, saved } = prepare(inError(), AFTER);

    await expect(confirm()).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

    expect(calls).toEqual(["head", "save", "send"]);
    expect(saved[0]).toMatchObject({ status: "uploaded", attempts: 0, version: 5, confirmed_etag: '"new"' });
    for (const name of ["error_code", "retryable", "details", "lease_owner"])
      expect(saved[0]).not.toHaveProperty(name);
    expect(saved[0]?.history.at(-1)).toMatchObject({ status: "uploaded", by: "owner" });
  });

  it.each([
    ["other bytes than those that were confirmed", { confirmed_etag: '"old"' }, BEFORE, true],
    ["the bytes that were confirmed", { confirmed_etag: '"new"' }, AFTER, false],
    ["bytes that came after the error", {}, AFTER, true],
    ["bytes that came in the second of the error", {}, { last_modified: "2026-11-21T12:00:05.000Z" }, true],
    ["bytes that came before the error", {}, BEFORE, false],
    ["bytes of an unknown time", {}, {}, false],
    ["any bytes, if a retry may help", { retryable: true, confirmed_etag: '"new"' }, BEFORE, true],
    ["nothing, if a retry may help", { retryable: true }, undefined, false],
    ["nothing", {}, undefined, false],
  ] as const)("with %s", async (_, record, found, queued) => {
    const { confirm, calls } = prepare(inError(record), found);

    await expect(confirm()).resolves.toMatchObject({
      queued,
      view: { status: queued ? "uploaded" : "error" },
    });
    expect(calls).toEqual(queued ? ["head", "save", "send"] : ["head"]);
  });

  it("leaves an operator's own error as it is, whatever was posted", async () => {
    const { confirm, calls } = prepare(inError({ error_code: "set-by-operator" }), AFTER);

    await expect(confirm()).resolves.toMatchObject({ queued: false, view: { status: "error" } });
    expect(calls).toEqual([]);
  });

  it("is a right of the relay that uploads the file, too", async () => {
    const relay = aRelay();
    const { confirm, saved } = prepare(inError({ uploaded_by: relay.sub }), AFTER);

    await expect(confirm(relay)).resolves.toMatchObject({ queued: true });
    expect(saved[0]?.history.at(-1)?.by).toBe("relay");
  });

  it("returns the status of another write that was first, and sends nothing", async () => {
    const current = aFile({ status: "processing", version: 6 });
    const save = async () => ({ ok: false as const, current });
    const { confirm, calls } = prepare(inError(), AFTER, { files: { get: async () => inError(), save } });

    await expect(confirm()).resolves.toMatchObject({ queued: false, view: { status: "processing" } });
    expect(calls).toEqual(["head"]);
  });

  it.each([
    undefined,
    aFile({ status: "deleted" }),
  ])("throws FileNotFound if the file was deleted meanwhile (%#)", async (current) => {
    const save = async () => ({ ok: false as const, current });
    const { confirm } = prepare(inError(), AFTER, { files: { get: async () => inError(), save } });

    await expect(confirm()).rejects.toThrow(FileNotFound);
  });
});

describe("a repeated confirmation", () => {
  const history = (...statuses: FileRecord["status"][]) =>
    statuses.map((status) => ({ status, at: NOW, by: status === "uploaded" ? "owner" : "mover" }) as const);

  it("after an error sends the message again, which the first may not have sent", async () => {
    const file = aFile({ status: "uploaded", history: history("processing", "error", "uploaded") });
    const { confirm, calls } = prepare(file, AFTER);

    await expect(confirm()).resolves.toMatchObject({ queued: false, view: { status: "uploaded" } });
    expect(calls).toEqual(["send"]);
  });

  it("without an error sends none", async () => {
    const { confirm, calls } = prepare(
      aFile({ status: "uploaded", history: history("pending", "uploaded") }),
      AFTER,
    );

    await confirm();

    expect(calls).toEqual([]);
  });
});
