import { FileNotFound, type FileRecord, NotUploadedYet, UploadExpired } from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aFile, anOperator, FILE_ID, NOW } from "#testing/builders.ts";
import { NO_PLANS } from "#testing/plans.ts";
import { type ConfirmPorts, confirmUpload } from "./confirm-upload.ts";

const HEAD_RESPONSE = { etag: '"e"', size: 482_113, metadata: {}, checksums: {} };
const LATER = "2026-11-21T12:15:00.001Z";

/** Fakes that record their calls in order. `reads` are the records that the reads return, in order. */
const prepare = ({
  reads = [aFile()],
  bytes = true,
  at = NOW,
  ...ports
}: { reads?: (FileRecord | undefined)[]; bytes?: boolean; at?: string } & Partial<ConfirmPorts> = {}) => {
  const calls: string[] = [];
  const saved: FileRecord[] = [];
  const sent: unknown[] = [];
  const left = [...reads];
  const confirm = confirmUpload({
    files: {
      get: async (id) => {
        calls.push(`get ${id}`);
        return left.length > 1 ? left.shift() : left[0];
      },
      save: async (_, after) => {
        calls.push("save");
        saved.push(after);
        return { ok: true, file: after };
      },
    },
    storage: {
      ...NO_PLANS,
      head: async (key) => {
        calls.push(`head ${key}`);
        return bytes ? HEAD_RESPONSE : undefined;
      },
    },
    queue: {
      send: async ({ key_path, file_id, dest_path }) => {
        calls.push("send");
        sent.push({ key_path, file_id, dest_path });
      },
    },
    clock: aClock(at),
    ...ports,
  });
  return { confirm: (caller = aCaller()) => confirm({ file_id: FILE_ID }, caller), calls, saved, sent };
};

const GET = `get ${FILE_ID}`;
const HEAD = `head temp/${FILE_ID}.jpg`;

describe("POST /confirm-upload", () => {
  it("keeps the time of the next check, because another one would be another key of the index", async () => {
    const { confirm, saved } = prepare();

    await confirm();

    expect(saved).toEqual([expect.objectContaining({ check_at: aFile().check_at, open_shard: "3" })]);
  });

  it("queues a file whose bytes are there, and sends the message before it writes the record", async () => {
    const { confirm, calls, saved, sent } = prepare();

    const { queued, view } = await confirm();

    expect(queued).toBe(true);
    expect(view).toMatchObject({ file_id: FILE_ID, status: "uploaded", updated_at: NOW });
    expect(calls).toEqual([GET, HEAD, "send", "save"]);
    expect(sent).toEqual([
      { key_path: `temp/${FILE_ID}.jpg`, file_id: FILE_ID, dest_path: `dest/${FILE_ID}.jpg` },
    ]);
    expect(saved).toEqual([
      expect.objectContaining({
        status: "uploaded",
        version: 2,
        confirmed_etag: '"e"',
        history: [
          { status: "pending", at: NOW, by: "owner" },
          { status: "uploaded", at: NOW, by: "owner" },
        ],
      }),
    ]);
  });

  it("writes nothing if the message was not sent", async () => {
    const down = new Error("the queue is away");
    const { confirm, saved } = prepare({ queue: { send: () => Promise.reject(down) } });

    await expect(confirm()).rejects.toBe(down);
    expect(saved).toEqual([]);
  });

  it("queues an expired file whose bytes arrived after all", async () => {
    const { confirm, sent, saved } = prepare({ reads: [aFile({ status: "expired" })], at: LATER });

    await expect(confirm()).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });
    expect(sent).toHaveLength(1);
    expect(saved).toHaveLength(1);
  });

  it("queues a pending file whose bytes are there after the expiry", async () => {
    const { confirm } = prepare({ at: LATER });

    await expect(confirm()).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });
  });

  describe("with nothing in temp/", () => {
    it("throws NotUploadedYet", async () => {
      const { confirm, calls } = prepare({ bytes: false });

      await expect(confirm()).rejects.toThrow(NotUploadedYet);
      expect(calls).toEqual([GET, HEAD, GET]);
    });

    it("throws NotUploadedYet up to and including the moment of expiry, and UploadExpired after it", async () => {
      await expect(prepare({ bytes: false, at: "2026-11-21T12:15:00.000Z" }).confirm()).rejects.toThrow(
        NotUploadedYet,
      );
      await expect(prepare({ bytes: false, at: LATER }).confirm()).rejects.toThrow(UploadExpired);
    });

    it("throws UploadExpired for an expired file", async () => {
      const { confirm } = prepare({ bytes: false, reads: [aFile({ status: "expired", version: 2 })] });

      await expect(confirm()).rejects.toThrow(UploadExpired);
    });

    it("returns the status if the mover was faster than this call", async () => {
      const { confirm, calls } = prepare({
        bytes: false,
        reads: [aFile(), aFile({ status: "completed", version: 4 })],
      });

      await expect(confirm()).resolves.toMatchObject({ queued: false, view: { status: "completed" } });
      expect(calls).toEqual([GET, HEAD, GET]);
    });

    it.each([
      ["NotUploadedYet if its uploader requested another form meanwhile", "pending", NotUploadedYet],
      ["UploadExpired if the reconciler let it expire meanwhile", "expired", UploadExpired],
    ] as const)("throws %s", async (_, status, refusal) => {
      const { confirm } = prepare({ bytes: false, reads: [aFile(), aFile({ status, version: 2 })] });

      await expect(confirm()).rejects.toThrow(refusal);
    });

    it("throws FileNotFound if the file was deleted meanwhile", async () => {
      const { confirm } = prepare({
        bytes: false,
        reads: [aFile(), aFile({ status: "deleted", version: 2 })],
      });

      await expect(confirm()).rejects.toThrow(FileNotFound);
    });
  });

  it.each([
    "uploaded",
    "processing",
    "completed",
  ] as const)("returns the status %s without a call to S3 or the queue", async (status) => {
    const { confirm, calls } = prepare({ reads: [aFile({ status, version: 3 })] });

    await expect(confirm()).resolves.toMatchObject({ queued: false, view: { status } });
    expect(calls).toEqual([GET]);
  });

  it("returns the status of another write that was first", async () => {
    const current = aFile({ status: "processing", version: 3 });
    const { confirm, sent } = prepare({
      files: { get: async () => aFile(), save: async () => ({ ok: false, current }) },
    });

    await expect(confirm()).resolves.toMatchObject({ view: { status: "processing" } });
    expect(sent).toHaveLength(1);
  });

  it.each([
    { what: "deleted", current: aFile({ status: "deleted" }) },
    { what: "gone", current: undefined },
  ])("throws FileNotFound if the record is $what when it is written", async ({ current }) => {
    const { confirm } = prepare({
      files: { get: async () => aFile(), save: async () => ({ ok: false, current }) },
    });

    await expect(confirm()).rejects.toThrow(FileNotFound);
  });

  it("throws the same FileNotFound for another owner's, a deleted and an unknown file, after one read", async () => {
    const invisible = [
      { reads: [aFile()], caller: aCaller({ sub: "somebody-else" }) },
      { reads: [aFile()], caller: anOperator() },
      { reads: [aFile({ status: "deleted" })], caller: aCaller() },
      { reads: [undefined], caller: aCaller() },
    ];
    const errors: unknown[] = [];
    for (const { reads, caller } of invisible) {
      const { confirm, calls } = prepare({ reads });
      errors.push(await confirm(caller).catch((thrown: unknown) => thrown));
      expect(calls).toEqual([GET]);
    }

    for (const error of errors) expect(error).toEqual(new FileNotFound());
  });
});
