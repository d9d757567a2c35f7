import {
  ChangedMeanwhile,
  FileInMove,
  type FileRecord,
  heldInQuarantine,
  leaseQuarantined,
  quarantine,
  redirectQuarantine,
  TransitionNotAllowed,
  type UpdateRequest,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aClock, aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { updateStatus } from "./update-status.ts";

const LATER = "2026-11-21T12:05:00.000Z";
const MESSAGE = { key_path: `temp/${FILE_ID}.jpg`, file_id: FILE_ID, dest_path: `dest/${FILE_ID}.jpg` };
const COMPLETED = aFile({ status: "completed", version: 4 });
const ENTERING = quarantine(COMPLETED, NOW, "Malware.");
const HELD = heldInQuarantine(ENTERING);
const LEAVING = redirectQuarantine(HELD, "leaving", NOW, "False alarm.");

const prepare = (file: FileRecord, { save = true, send = true } = {}) => {
  const calls: string[] = [];
  const saved: FileRecord[] = [];
  const sent: unknown[] = [];
  const update = updateStatus({
    files: {
      get: async () => file,
      save: async (_, after) => {
        calls.push("save");
        if (!save) return { ok: false, current: file };
        saved.push(after);
        return { ok: true, file: after };
      },
    },
    storage: {
      head: async (key) => {
        calls.push(`head ${key}`);
        return undefined;
      },
    },
    queue: {
      send: async ({ key_path, file_id, dest_path }) => {
        calls.push("send");
        if (!send) throw new Error("SQS is down");
        sent.push({ key_path, file_id, dest_path });
      },
    },
    clock: aClock(LATER),
  });
  const setStatus = (status: UpdateRequest["status"], details?: string) =>
    update({ file_id: FILE_ID, status, details });
  return { setStatus, calls, saved, sent };
};

describe("POST /update-status to quarantined", () => {
  it("writes the record before it sends the message, so that no download is signed any more", async () => {
    const { setStatus, calls, saved, sent } = prepare(COMPLETED);

    await expect(setStatus("quarantined", "Malware.")).resolves.toMatchObject({
      status: "quarantined",
      details: "Malware.",
      updated_at: LATER,
    });

    expect(calls).toEqual(["save", "send"]);
    expect(sent).toEqual([MESSAGE]);
    expect(saved[0]?.history.at(-1)).toEqual({
      status: "quarantined",
      at: LATER,
      by: "operator",
      details: "Malware.",
    });
  });

  it("holds although the message is not sent: the record is in the index, and a repeated call sends it", async () => {
    const { setStatus, saved } = prepare(COMPLETED, { send: false });
    await expect(setStatus("quarantined", "Malware.")).rejects.toThrow("SQS is down");
    expect(saved[0]).toMatchObject({ status: "quarantined", check_at: "2026-11-21T12:20:00.000Z" });

    const again = prepare(ENTERING);
    await again.setStatus("quarantined", "Malware.");
    expect(again.calls).toEqual(["send"]);
  });

  it("changes nothing if the bytes are in quarantine", async () => {
    const { setStatus, calls } = prepare(HELD);

    await expect(setStatus("quarantined", "Again.")).resolves.toMatchObject({ details: "Malware." });
    expect(calls).toEqual([]);
  });

  it("revokes a release", async () => {
    const { setStatus, calls, saved } = prepare(LEAVING);

    await setStatus("quarantined", "Malware after all.");

    expect(calls).toEqual(["save", "send"]);
    expect(saved[0]).toMatchObject({ quarantine_step: "entering", details: "Malware after all." });
  });

  it.each([
    "pending",
    "uploaded",
    "processing",
    "error",
    "expired",
  ] as const)("is refused for a file that is %s", async (status) => {
    const { setStatus, calls } = prepare(aFile({ status }));

    await expect(setStatus("quarantined", "Malware.")).rejects.toThrow(TransitionNotAllowed);
    expect(calls).toEqual([]);
  });

  it("that loses a race throws ChangedMeanwhile, and sends nothing", async () => {
    const { setStatus, calls } = prepare(COMPLETED, { save: false });

    await expect(setStatus("quarantined", "Malware.")).rejects.toThrow(ChangedMeanwhile);
    expect(calls).toEqual(["save"]);
  });
});

describe("POST /update-status to completed, for a quarantined file", () => {
  it.each([
    ["in quarantine", HELD],
    ["on their way to it", ENTERING],
  ])("lets the mover bring the bytes back that are %s; until then the file is quarantined", async (_, file) => {
    const { setStatus, calls, saved } = prepare(file);

    await expect(setStatus("completed", "False alarm.")).resolves.toMatchObject({
      status: "quarantined",
      details: "Malware.",
    });

    expect(calls).toEqual(["save", "send"]);
    expect(saved[0]).toMatchObject({ quarantine_step: "leaving", release_reason: "False alarm." });
  });

  it("sends another message if the release is under way", async () => {
    const { setStatus, calls } = prepare(LEAVING);

    await setStatus("completed");
    expect(calls).toEqual(["send"]);
  });
});

describe("a quarantined file", () => {
  it.each(["uploaded", "processing", "error"] as const)("is never set to %s", async (status) => {
    for (const file of [ENTERING, HELD, LEAVING]) {
      const { setStatus, calls } = prepare(file);
      await expect(setStatus(status)).rejects.toThrow(TransitionNotAllowed);
      expect(calls).toEqual([]);
    }
  });

  it.each(["completed", "quarantined"] as const)("that a mover holds is not set to %s", async (status) => {
    const lease = { lease_owner: "message-1", lease_until: LATER };
    const { setStatus, calls } = prepare(leaseQuarantined(ENTERING, lease));

    await expect(setStatus(status, "Now.")).rejects.toThrow(FileInMove);
    expect(calls).toEqual([]);
  });
});
