import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { FileRecord } from "@malote/core";
import { STOP_MARGIN_MS } from "@malote/core/copies";
import { createMoverStorage } from "@malote/core/storage";
import { sdkStreamMixin } from "@smithy/core/serde";
import { beforeEach, describe, expect, it } from "vitest";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import type { Arrival } from "../../../functions/mover/arrival.ts";
import { moveFile } from "../../../functions/mover/move-file.ts";
import {
  BYTES,
  billedCalls,
  conditionFailed,
  file,
  MISSING,
  mocks,
  OBJECT,
  ports,
  respondToAll,
  s3,
} from "./aws.fixture.ts";

const mover = {
  ...ports,
  storage: createMoverStorage("malote-files", s3),
  parts: { thresholdBytes: 1000, partBytes: 300 },
  maxAttempts: 5,
  refusesPrograms: true,
  report: { notAborted: () => {} },
};

const anArrival = (overrides: Partial<Arrival> = {}): Arrival => {
  const { file_id, key_path, dest_path } = file();
  return { file_id, key_path, dest_path, message_id: "message-1", receive_count: 1, ...overrides };
};

beforeEach(respondToAll);

describe("the mover", () => {
  it("claims, reads, copies, reads the copy, writes completed, deletes", async () => {
    await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

    expect(billedCalls()).toEqual([
      "UpdateCommand",
      "GetObjectCommand",
      "CopyObjectCommand",
      "GetObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
    ]);
  });

  it("makes no more calls if a checksum was declared", async () => {
    const checksum = { algorithm: "CRC32", value: "AAAAAA==" } as const;
    const Attributes = file({ status: "processing", version: 2, attempts: 1, checksum });
    mocks.dynamodb.on(UpdateCommand).resolves({ Attributes });
    mocks.s3
      .on(CopyObjectCommand)
      .resolves({ CopyObjectResult: { ...OBJECT, ChecksumCRC32: checksum.value } });

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(billedCalls()).toHaveLength(6);
  });

  describe("for a quarantined file", () => {
    const missingAt = (key: string) =>
      mocks.s3.on(HeadObjectCommand).callsFake(({ Key }) => (Key === key ? Promise.reject(MISSING) : OBJECT));
    const quarantined = (quarantine_step: "entering" | "held" | "leaving") => {
      const record = file({ status: "quarantined", quarantine_path: "quarantine/one.jpg", quarantine_step });
      mocks.dynamodb.on(UpdateCommand).rejectsOnce(conditionFailed(record)).resolves({ Attributes: record });
    };

    it("claims, checks both places, copies, deletes from dest/, writes", async () => {
      quarantined("entering");
      missingAt("quarantine/one.jpg");

      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("quarantined");

      expect(billedCalls()).toEqual([
        ...Array(2).fill("UpdateCommand"),
        ...Array(2).fill("HeadObjectCommand"),
        "CopyObjectCommand",
        "DeleteObjectCommand",
        "UpdateCommand",
      ]);
    });

    it("that is released claims, checks both places, copies, writes", async () => {
      quarantined("leaving");
      missingAt(file().dest_path);

      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("released");

      expect(billedCalls()).toEqual([
        ...Array(2).fill("UpdateCommand"),
        ...Array(2).fill("HeadObjectCommand"),
        "CopyObjectCommand",
        "UpdateCommand",
      ]);
    });

    it("makes one refused write for a duplicate message", async () => {
      quarantined("held");

      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("already-completed");

      expect(billedCalls()).toEqual(["UpdateCommand"]);
    });
  });

  describe("for a client's multipart upload", () => {
    const Attributes = file({ status: "processing", version: 2, attempts: 1, upload_id: "u" });
    const NO_SUCH_KEY = Object.assign(new Error("not there"), {
      name: "NoSuchKey",
      $metadata: { httpStatusCode: 404 },
    });
    const MOVE = [
      "GetObjectCommand",
      "CopyObjectCommand",
      "GetObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
    ];

    beforeEach(() => {
      mocks.dynamodb.on(UpdateCommand).resolves({ Attributes });
    });

    it("reads, lists the parts, completes the upload, and reads again", async () => {
      mocks.s3
        .on(GetObjectCommand)
        .rejectsOnce(NO_SUCH_KEY)
        .callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
      mocks.s3.on(ListPartsCommand).resolves({ Parts: [{ PartNumber: 1, ETag: '"p"', Size: BYTES.length }] });

      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(billedCalls()).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "ListPartsCommand",
        "CompleteMultipartUploadCommand",
        ...MOVE,
      ]);
    });

    it("makes no more calls if the upload is already completed", async () => {
      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(billedCalls()).toEqual(["UpdateCommand", ...MOVE]);
    });
  });

  describe.each([1001, 2400, 3000])("for a file of %i bytes, over the threshold of 1000", (len) => {
    const parts = Math.ceil(len / 300);
    const large = (overrides: Partial<FileRecord> = {}) =>
      file({ len, status: "processing", version: 2, attempts: 1, ...overrides });
    const begun = { copy_upload_id: "u", copy_source_etag: '"e"', copy_part_bytes: 300 };

    beforeEach(() => {
      mocks.dynamodb
        .on(UpdateCommand)
        .resolvesOnce({ Attributes: large() })
        .resolves({ Attributes: large(begun) });
      mocks.s3.on(GetObjectCommand).callsFake(() => ({
        ...OBJECT,
        ContentRange: `bytes 0-0/${len}`,
        Body: sdkStreamMixin(Readable.from([BYTES])),
      }));
      mocks.s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
      mocks.s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: '"p"' } });
      mocks.s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"whole"' });
    });

    it("claims, reads, begins, writes the upload's id, copies each part, completes, reads the copy, writes completed, deletes", async () => {
      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(billedCalls()).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "CreateMultipartUploadCommand",
        "UpdateCommand",
        ...Array(parts).fill("UploadPartCopyCommand"),
        "CompleteMultipartUploadCommand",
        "GetObjectCommand",
        "UpdateCommand",
        "DeleteObjectCommand",
      ]);
    });

    it("releases and sends if the time is up, and the next message claims, reads and lists", async () => {
      let reads = 0;
      const time = () => (reads++ < 3 ? STOP_MARGIN_MS : 0);
      await expect(moveFile(mover, anArrival(), time)).resolves.toBe("continued");
      expect(billedCalls().slice(-2)).toEqual(["UpdateCommand", "SendMessageCommand"]);
      const before = billedCalls().length;

      mocks.s3.on(ListPartsCommand).resolves({
        Parts: [1, 2].map((PartNumber) => ({ PartNumber, ETag: '"p"', Size: 300 })),
      });
      await moveFile(mover, anArrival({ message_id: "message-2" }), TIME_LEFT);

      expect(billedCalls().slice(before)).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "ListPartsCommand",
        ...Array(parts - 2).fill("UploadPartCopyCommand"),
        "CompleteMultipartUploadCommand",
        "GetObjectCommand",
        "UpdateCommand",
        "DeleteObjectCommand",
      ]);
    });
  });

  it.each([
    "processing",
    "completed",
  ] as const)("makes one refused write for a duplicate of a file that is %s", async (status) => {
    const lease = { lease_owner: "message-2", lease_until: "2026-11-21T12:01:00.000Z" };
    mocks.dynamodb
      .on(UpdateCommand)
      .rejects(conditionFailed(file({ status, source_etag: '"e"', ...(status === "processing" && lease) })));

    await moveFile(mover, anArrival({ event: { etag: "e", sequencer: "00A1" } }), TIME_LEFT);

    expect(billedCalls()).toEqual(["UpdateCommand"]);
  });

  it("makes one refused write and deletes both keys for bytes of a deleted file", async () => {
    mocks.dynamodb.on(UpdateCommand).rejects(conditionFailed(file({ status: "deleted" })));

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(billedCalls()).toEqual(["UpdateCommand", "DeleteObjectCommand", "DeleteObjectCommand"]);
  });

  it("also aborts the uploads in the record of a deleted file", async () => {
    const deleted = file({ status: "deleted", upload_id: "u", copy_upload_id: "c" });
    mocks.dynamodb.on(UpdateCommand).rejects(conditionFailed(deleted));

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(billedCalls()).toEqual([
      "UpdateCommand",
      ...Array(2).fill("AbortMultipartUploadCommand"),
      ...Array(2).fill("DeleteObjectCommand"),
    ]);
  });

  it("deletes both keys if the file was deleted meanwhile", async () => {
    const Attributes = file({ status: "processing", version: 2, attempts: 1 });
    mocks.dynamodb
      .on(UpdateCommand)
      .resolvesOnce({ Attributes })
      .rejects(conditionFailed(file({ status: "deleted", version: 3 })));

    await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expect(billedCalls()).toEqual([
      "UpdateCommand",
      "GetObjectCommand",
      "CopyObjectCommand",
      "GetObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
      "DeleteObjectCommand",
    ]);
  });
});
