import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { FileRecord } from "@malote/core";
import { createMoverStorage } from "@malote/core/storage";
import { sdkStreamMixin } from "@smithy/core/serde";
import { beforeEach, describe, expect, it } from "vitest";
import { TIME_LEFT } from "#testing/mover/time-left.ts";
import type { Arrival } from "../../../functions/mover/arrival.ts";
import { moveFile } from "../../../functions/mover/move-file.ts";
import { STOP_MARGIN_MS } from "../../../functions/mover/time-left.ts";
import { answerAll, BYTES, bill, conditionFailed, file, mocks, OBJECT, ports, s3 } from "./aws.fixture.ts";

const mover = {
  ...ports,
  storage: createMoverStorage("malote-files", s3),
  parts: { thresholdBytes: 1000, partBytes: 300 },
  maxAttempts: 5,
  report: { notAborted: () => {} },
};

const anArrival = (overrides: Partial<Arrival> = {}): Arrival => {
  const { file_id, key_path, dest_path } = file();
  return { file_id, key_path, dest_path, message_id: "message-1", receive_count: 1, ...overrides };
};

beforeEach(answerAll);

describe("the mover", () => {
  it("claims, looks, copies, completes, deletes", async () => {
    await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

    expect(bill()).toEqual([
      "UpdateCommand",
      "GetObjectCommand",
      "CopyObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
    ]);
  });

  it("asks for no call more where a checksum was declared", async () => {
    const checksum = { algorithm: "CRC32", value: "AAAAAA==" } as const;
    const Attributes = file({ status: "processing", version: 2, attempts: 1, checksum });
    mocks.dynamodb.on(UpdateCommand).resolves({ Attributes });
    mocks.s3
      .on(CopyObjectCommand)
      .resolves({ CopyObjectResult: { ...OBJECT, ChecksumCRC32: checksum.value } });

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(bill()).toHaveLength(5);
  });

  describe("for a client's multipart upload", () => {
    const Attributes = file({ status: "processing", version: 2, attempts: 1, upload_id: "u" });
    const NO_SUCH_KEY = Object.assign(new Error("not there"), {
      name: "NoSuchKey",
      $metadata: { httpStatusCode: 404 },
    });
    const MOVE = ["GetObjectCommand", "CopyObjectCommand", "UpdateCommand", "DeleteObjectCommand"];

    beforeEach(() => {
      mocks.dynamodb.on(UpdateCommand).resolves({ Attributes });
    });

    it("looks, lists its parts, completes it, and looks again", async () => {
      mocks.s3
        .on(GetObjectCommand)
        .rejectsOnce(NO_SUCH_KEY)
        .callsFake(() => ({ ...OBJECT, Body: sdkStreamMixin(Readable.from([BYTES])) }));
      mocks.s3.on(ListPartsCommand).resolves({ Parts: [{ PartNumber: 1, ETag: '"p"', Size: BYTES.length }] });

      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(bill()).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "ListPartsCommand",
        "CompleteMultipartUploadCommand",
        ...MOVE,
      ]);
    });

    it("makes no call more where it is completed already", async () => {
      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(bill()).toEqual(["UpdateCommand", ...MOVE]);
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

    it("claims, looks, begins, notes it, copies each part, completes, deletes", async () => {
      await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("completed");

      expect(bill()).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "CreateMultipartUploadCommand",
        "UpdateCommand",
        ...Array(parts).fill("UploadPartCopyCommand"),
        "CompleteMultipartUploadCommand",
        "UpdateCommand",
        "DeleteObjectCommand",
      ]);
    });

    it("where time runs out releases and sends; the next claims, looks and lists", async () => {
      let asked = 0;
      const time = () => (asked++ < 3 ? STOP_MARGIN_MS : 0);
      await expect(moveFile(mover, anArrival(), time)).resolves.toBe("continued");
      expect(bill().slice(-2)).toEqual(["UpdateCommand", "SendMessageCommand"]);
      const before = bill().length;

      mocks.s3.on(ListPartsCommand).resolves({
        Parts: [1, 2].map((PartNumber) => ({ PartNumber, ETag: '"p"', Size: 300 })),
      });
      await moveFile(mover, anArrival({ message_id: "message-2" }), TIME_LEFT);

      expect(bill().slice(before)).toEqual([
        "UpdateCommand",
        "GetObjectCommand",
        "ListPartsCommand",
        ...Array(parts - 2).fill("UploadPartCopyCommand"),
        "CompleteMultipartUploadCommand",
        "UpdateCommand",
        "DeleteObjectCommand",
      ]);
    });
  });

  it.each([
    "processing",
    "completed",
  ] as const)("writes once, in vain, for a duplicate of a file that is %s", async (status) => {
    const lease = { lease_owner: "message-2", lease_until: "2026-11-21T12:01:00.000Z" };
    mocks.dynamodb
      .on(UpdateCommand)
      .rejects(conditionFailed(file({ status, source_etag: '"e"', ...(status === "processing" && lease) })));

    await moveFile(mover, anArrival({ event: { etag: "e", sequencer: "00A1" } }), TIME_LEFT);

    expect(bill()).toEqual(["UpdateCommand"]);
  });

  it("writes once, in vain, and deletes both keys for bytes of a file that is deleted", async () => {
    mocks.dynamodb.on(UpdateCommand).rejects(conditionFailed(file({ status: "deleted" })));

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(bill()).toEqual(["UpdateCommand", "DeleteObjectCommand", "DeleteObjectCommand"]);
  });

  it("aborts what uploads the record of a deleted file knows, besides", async () => {
    const deleted = file({ status: "deleted", upload_id: "u", copy_upload_id: "c" });
    mocks.dynamodb.on(UpdateCommand).rejects(conditionFailed(deleted));

    await moveFile(mover, anArrival(), TIME_LEFT);

    expect(bill()).toEqual([
      "UpdateCommand",
      ...Array(2).fill("AbortMultipartUploadCommand"),
      ...Array(2).fill("DeleteObjectCommand"),
    ]);
  });

  it("deletes both keys where the file was deleted under its hands", async () => {
    const Attributes = file({ status: "processing", version: 2, attempts: 1 });
    mocks.dynamodb
      .on(UpdateCommand)
      .resolvesOnce({ Attributes })
      .rejects(conditionFailed(file({ status: "deleted", version: 3 })));

    await expect(moveFile(mover, anArrival(), TIME_LEFT)).resolves.toBe("deleted");

    expect(bill()).toEqual([
      "UpdateCommand",
      "GetObjectCommand",
      "CopyObjectCommand",
      "UpdateCommand",
      "DeleteObjectCommand",
      "DeleteObjectCommand",
    ]);
  });
});
