import {
  BytesNotFound,
  ChangedMeanwhile,
  FileInMove,
  FileNotFound,
  type FileRecord,
  type Status,
  TransitionNotAllowed,
  type UpdateRequest,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aClock, aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { type UpdatePorts, updateStatus } from "./update-status.ts";

const LATER = "2026-11-21T12:05:00.000Z";
const MESSAGE = { key_path: `temp/${FILE_ID}.jpg`, file_id: FILE_ID, dest_path: `dest/${FILE_ID}.jpg` };
const GET = `get ${FILE_ID}`;
const HEAD = `head dest/${FILE_ID}.jpg`;

const prepare = ({
  file,
  size,
  ...ports
}: { file?: FileRecord | undefined; size?: number } & Partial<UpdatePorts>) => {
  const calls: string[] = [];
  const saved: FileRecord[] = [];
  const sent: unknown[] = [];
  const update = updateStatus({
    files: {
      get: async (id) => {
        calls.push(`get ${id}`);
        return file;
      },
      save: async (_, after) => {
        calls.push("save");
        saved.push(after);
        return { ok: true, file: after };
      },
    },
    storage: {
      head: async (key) => {
        calls.push(`head ${key}`);
        return size === undefined ? undefined : { etag: '"e"', size, metadata: {}, checksums: {} };
      },
    },
    queue: {
      send: async ({ key_path, file_id, dest_path }) => {
        calls.push("send");
        sent.push({ key_path, file_id, dest_path });
      },
    },
    clock: aClock(LATER),
    ...ports,
  });
  const setStatus = (status: UpdateRequest["status"], details?: string) =>
    update({ file_id: FILE_ID, status, details });
  return { setStatus, calls, saved, sent };
};

describe("POST /update-status", () => {
  it.each([
    { what: "unknown", file: undefined },
    { what: "deleted", file: aFile({ status: "deleted" }) },
  ])("throws FileNotFound for a file that is $what", async ({ file }) => {
    await expect(prepare({ file }).setStatus("error")).rejects.toThrow(FileNotFound);
  });

  it("sets processing, with the operator's details", async () => {
    const { setStatus, saved, calls } = prepare({ file: aFile({ status: "uploaded" }) });

    await expect(setStatus("processing", "Scanning it.")).resolves.toMatchObject({
      status: "processing",
      details: "Scanning it.",
      updated_at: LATER,
    });
    expect(calls).toEqual([GET, "save"]);
    expect(saved[0]?.history.at(-1)).toEqual({
      status: "processing",
      at: LATER,
      by: "operator",
      details: "Scanning it.",
    });
  });

  it("sets error with the code set-by-operator, not retryable", async () => {
    const { setStatus, saved, calls } = prepare({ file: aFile({ status: "uploaded" }) });

    await expect(setStatus("error", "A virus was found.")).resolves.toMatchObject({
      status: "error",
      details: "A virus was found.",
      error_code: "set-by-operator",
      retryable: false,
    });
    expect(calls).toEqual([GET, "save"]);
    expect(saved).toHaveLength(1);
  });

  describe("while a mover holds the file", () => {
    const held = (lease_until: string) =>
      aFile({ status: "processing", lease_owner: "message-1", lease_until, version: 3, attempts: 1 });

    it.each([
      "uploaded",
      "processing",
      "completed",
      "error",
    ] as const)("refuses %s with FileInMove and writes nothing", async (status) => {
      const { setStatus, calls } = prepare({ file: held("2026-11-21T12:05:00.001Z") });

      await expect(setStatus(status)).rejects.toThrow(FileInMove);
      expect(calls).toEqual([GET]);
    });

    it("refuses up to and including the last millisecond of the lease, as the mover's claim does", async () => {
      await expect(prepare({ file: held(LATER) }).setStatus("error")).rejects.toThrow(FileInMove);
    });

    it.each([
      "2026-11-21T12:04:59.999Z",
      NOW,
    ])("sets the status after the lease has ended (%s)", async (lease_until) => {
      const { setStatus, saved } = prepare({ file: held(lease_until) });

      await expect(setStatus("error")).resolves.toMatchObject({ status: "error" });
      expect(saved[0]).not.toHaveProperty("lease_owner");
      expect(saved[0]).not.toHaveProperty("lease_until");
    });
  });

  it.each<[Status, UpdateRequest["status"]]>([
    ["pending", "uploaded"],
    ["processing", "uploaded"],
    ["completed", "uploaded"],
    ["completed", "processing"],
    ["completed", "error"],
    ["error", "processing"],
    ["error", "completed"],
    ["expired", "uploaded"],
    ["expired", "processing"],
    ["expired", "completed"],
    ["expired", "error"],
  ])("refuses the transition from %s to %s after one read, and writes nothing", async (from, to) => {
    const { setStatus, calls } = prepare({ file: aFile({ status: from }), size: 482_113 });

    await expect(setStatus(to)).rejects.toThrow(TransitionNotAllowed);
    expect(calls).toEqual([GET]);
  });

  describe("completed", () => {
    it.each([
      "pending",
      "uploaded",
      "processing",
    ] as const)("is set from %s if dest/ has the bytes", async (status) => {
      const { setStatus, calls } = prepare({ file: aFile({ status }), size: 482_113 });

      await expect(setStatus("completed")).resolves.toMatchObject({ status: "completed" });
      expect(calls).toEqual([GET, HEAD, "save"]);
    });

    it.each([
      { size: 482_112 },
      { size: 482_114 },
      { size: 0 },
      {},
    ])("is refused with %j in dest/", async (found) => {
      const { setStatus, calls } = prepare({ file: aFile({ status: "uploaded" }), ...found });

      await expect(setStatus("completed")).rejects.toThrow(BytesNotFound);
      expect(calls).toEqual([GET, HEAD]);
    });

    it("needs an object also for an empty file", async () => {
      const { setStatus } = prepare({ file: aFile({ status: "uploaded", len: 0 }) });

      await expect(setStatus("completed")).rejects.toThrow(BytesNotFound);
    });
  });

  describe("a retry", () => {
    const failed = aFile({
      status: "error",
      attempts: 5,
      version: 9,
      details: "It could not be stored.",
      error_code: "not-moved",
      retryable: true,
      cause: "SlowDown",
    });

    it("writes the record with attempts at 0, then queues the file", async () => {
      const { setStatus, calls, saved, sent } = prepare({ file: failed });

      await expect(setStatus("uploaded")).resolves.toMatchObject({ status: "uploaded" });
      expect(calls).toEqual([GET, "save", "send"]);
      expect(saved[0]).toMatchObject({ status: "uploaded", attempts: 0, version: 10 });
      for (const name of ["details", "error_code", "retryable", "cause"])
        expect(saved[0]).not.toHaveProperty(name);
      expect(sent).toEqual([MESSAGE]);
    });

    it("that is repeated queues the file again and writes nothing", async () => {
      const { setStatus, calls, sent } = prepare({ file: aFile({ status: "uploaded", version: 10 }) });

      await expect(setStatus("uploaded")).resolves.toMatchObject({ status: "uploaded" });
      expect(calls).toEqual([GET, "send"]);
      expect(sent).toEqual([MESSAGE]);
    });

    it("whose message was not sent throws, and a repeated request sends the message", async () => {
      const down = new Error("the queue is away");
      const first = prepare({ file: failed, queue: { send: () => Promise.reject(down) } });

      await expect(first.setStatus("uploaded")).rejects.toBe(down);
      const second = prepare({ file: first.saved[0] });
      await second.setStatus("uploaded");
      expect(second.sent).toEqual([MESSAGE]);
    });

    it("that lost the race queues nothing", async () => {
      const { setStatus, sent } = prepare({
        files: { get: async () => failed, save: async () => ({ ok: false, current: undefined }) },
      });

      await expect(setStatus("uploaded")).rejects.toThrow(ChangedMeanwhile);
      expect(sent).toEqual([]);
    });
  });

  it.each([
    "processing",
    "completed",
    "error",
  ] as const)("changes nothing if the file is already %s", async (status) => {
    const { setStatus, calls } = prepare({ file: aFile({ status, details: "as before", updated_at: NOW }) });

    await expect(setStatus(status, "something new")).resolves.toMatchObject({
      status,
      details: "as before",
      updated_at: NOW,
    });
    expect(calls).toEqual([GET]);
  });

  it("throws ChangedMeanwhile if another write was first", async () => {
    const { setStatus } = prepare({
      files: {
        get: async () => aFile({ status: "uploaded" }),
        save: async () => ({ ok: false, current: aFile({ status: "processing", version: 2 }) }),
      },
    });

    await expect(setStatus("error")).rejects.toThrow(ChangedMeanwhile);
  });
});
