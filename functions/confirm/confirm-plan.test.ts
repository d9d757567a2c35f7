import {
  combineCrcs,
  type FileRecord,
  PartsDiffer,
  PartsMissing,
  type StatusView,
  UploadExpired,
  type UploadedPart,
} from "@malote/core";
import { describe, expect, it } from "vitest";
import { aCaller, aClock, aRelay, FILE_ID, NOW } from "#testing/builders.ts";
import { fakeFiles } from "#testing/fake-files.ts";
import { aPlan } from "#testing/plans.ts";
import { confirmUpload } from "./confirm-upload.ts";

const CRC = "y/Q5Jg==";
const part = (number: number, size: number): UploadedPart => ({
  number,
  size,
  etag: '"p"',
  checksums: { ChecksumCRC32: CRC },
});
const PARTS = [part(1, 10), part(2, 10), part(3, 5)];
const CHECKSUM = {
  algorithm: "CRC32",
  value: combineCrcs(
    "CRC32",
    PARTS.map(({ size }) => ({ size, checksum: CRC })),
  ),
} as const;

const prepare = (record: FileRecord = aPlan(), parts: UploadedPart[] | undefined = PARTS) => {
  const files = fakeFiles(record);
  const calls: string[] = [];
  const world = {
    files,
    calls,
    /** What happens while the parts are listed. */
    meanwhile: () => {},
    queueFails: false,
    uploadIsGone: false,
    record: () => files.table.get(FILE_ID),
  };
  const confirm = confirmUpload({
    files: {
      get: files.get,
      save: async (before, after) => {
        calls.push("save");
        return files.save(before, after);
      },
    },
    storage: {
      head: async () => {
        throw new Error("a plan has no object");
      },
      uploadedParts: async (_, id) => {
        calls.push(`list ${id}`);
        world.meanwhile();
        return world.uploadIsGone ? undefined : parts;
      },
    },
    queue: {
      send: async () => {
        calls.push("send");
        if (world.queueFails) throw new Error("the queue is away");
      },
    },
    clock: aClock(),
  });
  return Object.assign(world, {
    confirm: (request: Partial<Parameters<typeof confirm>[0]> = {}, caller = aCaller()) =>
      confirm({ file_id: FILE_ID, checksum: CHECKSUM, ...request }, caller),
  });
};

describe("the confirmation of a plan", () => {
  it("lists the parts, writes the checksum of the whole, and then sends the message", async () => {
    const { confirm, calls, record } = prepare();

    await expect(confirm()).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

    expect(calls).toEqual(["list upload-1", "save", "send"]);
    expect(record()).toMatchObject({
      status: "uploaded",
      checksum: CHECKSUM,
      arrived_at: NOW,
      upload_id: "upload-1",
    });
  });

  it("needs no checksum if one was announced", async () => {
    const { confirm } = prepare(aPlan({ checksum: CHECKSUM }));

    await expect(confirm({ checksum: undefined })).resolves.toMatchObject({ queued: true });
  });

  it.each([
    [undefined, "#/checksum", "checksum is missing; send the CRC32 of the whole file."],
    [
      { algorithm: "CRC32C", value: CRC } as const,
      "#/checksum/algorithm",
      "checksum.algorithm must be that of the plan, CRC32.",
    ],
    [
      { algorithm: "CRC32", value: "short" } as const,
      "#/checksum/value",
      "checksum.value must be the base64 of 4 bytes for CRC32.",
    ],
  ])("refuses the checksum %j", async (checksum, pointer, detail) => {
    const { confirm, calls } = prepare();

    await expect(confirm({ checksum })).rejects.toMatchObject({ faults: [{ pointer, detail }] });
    expect(calls).toEqual([]);
  });

  it("refuses another checksum or length than those that were announced", async () => {
    const { confirm } = prepare(aPlan({ checksum: { ...CHECKSUM, value: "AAAAAA==" } }));

    await expect(confirm({ len: 24 })).rejects.toMatchObject({
      faults: [
        { pointer: "#/len", detail: "len is 24, but 25 was announced; leave it out." },
        { pointer: "#/checksum/value", detail: expect.stringContaining("leave checksum out") },
      ],
    });
  });

  it.each([
    "processing",
    "completed",
  ] as const)("refuses another checksum also of a file in %s", async (status) => {
    const { confirm } = prepare(aPlan({ status, checksum: CHECKSUM }));

    await expect(confirm()).resolves.toMatchObject({ queued: false, view: { status } });
    await expect(confirm({ checksum: { ...CHECKSUM, value: CRC } })).rejects.toMatchObject({
      faults: [{ pointer: "#/checksum/value" }],
    });
  });

  it("names the parts that are missing or wrong", async () => {
    const { confirm, calls, record } = prepare(aPlan(), [part(1, 9), part(3, 5)]);

    const refused = confirm();

    await expect(refused).rejects.toThrow(PartsMissing);
    await expect(refused).rejects.toMatchObject({
      status: 409,
      code: "parts-missing",
      members: { missing_parts: [1, 2] },
      faults: [{ pointer: "#", detail: "Part 1 has 9 bytes instead of 10; send it again." }],
    });
    expect(calls).toEqual(["list upload-1"]);
    expect(record()).toEqual(aPlan());
  });

  it("names the first hundred of many", async () => {
    const { confirm } = prepare(aPlan({ len: 2000 }), []);

    await expect(confirm()).rejects.toMatchObject({
      members: { missing_parts: Array.from({ length: 100 }, (_, i) => i + 1) },
    });
  });

  it("refuses a checksum that the parts do not have", async () => {
    const { confirm, record } = prepare();

    await expect(confirm({ checksum: { ...CHECKSUM, value: "AAAAAA==" } })).rejects.toThrow(PartsDiffer);
    expect(record()).toEqual(aPlan());
  });

  it("works again after the mover found other parts, and counts the attempts anew", async () => {
    const record = aPlan({ status: "error", error_code: "parts-differ", retryable: true, attempts: 3 });
    const world = prepare(record);

    await expect(world.confirm()).resolves.toMatchObject({ queued: true, view: { status: "uploaded" } });

    expect(world.record()).toMatchObject({ status: "uploaded", attempts: 0 });
    expect(world.record()).not.toHaveProperty("error_code");
  });

  it("sends the message that a confirmation before could not send", async () => {
    const world = prepare();
    world.queueFails = true;
    await expect(world.confirm()).rejects.toThrow("the queue is away");
    expect(world.record()).toMatchObject({ status: "uploaded" });
    world.queueFails = false;

    await expect(world.confirm()).resolves.toMatchObject({ queued: false, view: { status: "uploaded" } });

    expect(world.calls).toEqual(["list upload-1", "save", "send", "send"]);
  });

  it.each([
    ["processing", {}],
    ["completed", { upload_id: undefined }],
    ["error", { error_code: "type-differs" }],
    ["quarantined", {}],
  ] as const)("returns the status of a file that is %s", async (status, more) => {
    const { confirm, calls } = prepare({ ...aPlan({ status }), ...more } as FileRecord);

    await expect(confirm()).resolves.toEqual({
      queued: false,
      view: expect.objectContaining<Partial<StatusView>>({ status }),
    });
    expect(calls).toEqual([]);
  });

  it("responds with 410 after the end of the plan, or if its upload was aborted", async () => {
    await expect(prepare(aPlan({ status: "expired" })).confirm()).rejects.toThrow(UploadExpired);
    const world = prepare();
    world.uploadIsGone = true;
    await expect(world.confirm()).rejects.toThrow(UploadExpired);
  });

  it("returns the status if a mover completes the upload meanwhile", async () => {
    const world = prepare();
    world.uploadIsGone = true;
    world.meanwhile = () => {
      world.files.table.set(FILE_ID, aPlan({ status: "completed", version: 4 }));
    };

    await expect(world.confirm()).resolves.toMatchObject({ queued: false, view: { status: "completed" } });
  });

  it("does not overwrite what another writer wrote meanwhile", async () => {
    const world = prepare();
    world.meanwhile = () => {
      world.files.table.set(FILE_ID, aPlan({ status: "processing", version: 4 }));
    };

    await expect(world.confirm()).resolves.toMatchObject({ queued: false, view: { status: "processing" } });
    expect(world.calls).toEqual(["list upload-1", "save"]);
  });
});

describe("a file of unknown length", () => {
  const streamed = aPlan({ len: 0, max_len: 30, uploaded_by: aRelay().sub });

  it("has the length of the confirmation", async () => {
    const { confirm, record } = prepare(streamed);

    await expect(confirm({ len: 25 }, aRelay())).resolves.toMatchObject({ queued: true });

    expect(record()).toMatchObject({ len: 25, checksum: CHECKSUM, history: [{}, { by: "relay" }] });
  });

  it.each([
    [{ len: undefined }, "len is missing; it was not announced with POST /upload."],
    [{ len: 31 }, "len is 31, but max_len is 30."],
  ])("is refused with %j", async (request, detail) => {
    const { confirm } = prepare(streamed);

    await expect(confirm(request, aRelay())).rejects.toMatchObject({
      faults: [{ pointer: "#/len", detail }],
    });
  });

  it("is refused if the parts have another length", async () => {
    const { confirm } = prepare(streamed);

    await expect(confirm({ len: 24 }, aRelay())).rejects.toMatchObject({
      members: { missing_parts: [3] },
    });
  });
});
