import { HeadObjectCommand, ListObjectsV2Command, ListPartsCommand } from "@aws-sdk/client-s3";
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { FileRecord } from "@malote/core";
import { createReconcilerStorage } from "@malote/core/storage";
import { beforeEach, describe, expect, it } from "vitest";
import { FILE_ID, NOW } from "#testing/builders.ts";
import { aPlan } from "#testing/plans.ts";
import { reconcile } from "../../../functions/reconciler/reconcile.ts";
import { reconcileFile } from "../../../functions/reconciler/reconcile-file.ts";
import { reconcileLeftover } from "../../../functions/reconciler/reconcile-leftover.ts";
import {
  BYTES,
  billedCalls,
  cursor,
  file,
  indexes,
  MISSING,
  mocks,
  ports,
  respondToAll,
  s3,
  setRecord,
} from "./aws.fixture.ts";

beforeEach(respondToAll);

describe("the reconciler", () => {
  const LONG_AGO = "2026-11-21T10:00:00.000Z";
  const reconciler = {
    ...ports,
    indexes,
    cursor,
    storage: createReconcilerStorage("malote-files", s3),
    maxAttempts: 5,
    leftoverAgeSeconds: 3600,
    report: { file: () => {}, object: () => {}, failed: () => {}, finished: () => {} },
  };
  const due = (overrides: Partial<FileRecord>) => {
    setRecord({ updated_at: LONG_AGO, expires_at: LONG_AGO, check_at: LONG_AGO, ...overrides });
    return reconcileFile(reconciler, FILE_ID, NOW);
  };
  const leftover = (overrides: Partial<FileRecord>) => {
    setRecord(overrides);
    return reconcileLeftover(reconciler, { key: file().key_path, etag: '"e"', last_modified: LONG_AGO }, NOW);
  };

  it("queries each shard twice and lists temp/ once if nothing is stuck", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [] });
    mocks.s3.on(ListObjectsV2Command).resolves({});

    await reconcile(reconciler)(() => 240_000);

    expect(billedCalls()).toEqual([
      ...Array(4).fill("QueryCommand"),
      "ListObjectsV2Command",
      ...Array(4).fill("QueryCommand"),
    ]);
  });

  it("also reads the cursor, lists five pages and saves the cursor after each if temp/ has many objects", async () => {
    mocks.dynamodb.on(QueryCommand).resolves({ Items: [] });
    mocks.dynamodb.on(GetCommand).resolves({ Item: { after: "temp/7" } });
    mocks.s3.on(ListObjectsV2Command).callsFake(({ StartAfter = "temp/" }) => ({
      Contents: [{ Key: `${StartAfter}0`, ETag: '"e"', LastModified: new Date(NOW) }],
      IsTruncated: true,
    }));

    await reconcile(reconciler)(() => 240_000);

    expect(billedCalls()).toEqual([
      ...Array(4).fill("QueryCommand"),
      "ListObjectsV2Command",
      "GetCommand",
      ...Array(5).fill(["ListObjectsV2Command", "UpdateCommand"]).flat(),
      ...Array(4).fill("QueryCommand"),
    ]);
  });

  it.each([
    ["lists the parts of an open plan once", { len: 25 }, 1],
    ["lists the pages of many parts, ten at the most", { len: 100_000 }, 10],
  ] as const)("%s, and writes the time of the next check", async (_, { len }, pages) => {
    mocks.s3.on(ListPartsCommand).resolves({ Parts: [] });
    setRecord(aPlan({ len, check_at: LONG_AGO }));

    await expect(reconcileFile(reconciler, FILE_ID, NOW)).resolves.toBe("not-yet");

    expect(billedCalls()).toEqual(["GetCommand", ...Array(pages).fill("ListPartsCommand"), "UpdateCommand"]);
  });

  it("queues an open plan whose client died after its last part", async () => {
    mocks.s3.on(ListPartsCommand).resolves({
      Parts: [10, 10, 5].map((Size, i) => ({
        PartNumber: i + 1,
        Size,
        ChecksumCRC32: "AAAAAA==",
        LastModified: new Date(LONG_AGO),
      })),
    });
    setRecord(aPlan({ check_at: LONG_AGO }));

    await expect(reconcileFile(reconciler, FILE_ID, NOW)).resolves.toBe("requeued");

    expect(billedCalls()).toEqual(["GetCommand", "ListPartsCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it.each([
    "pending",
    "expired",
  ] as const)("reads, checks the object, sends, writes if a file that is %s has bytes", async (status) => {
    await expect(due({ status })).resolves.toBe("requeued");

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it.each([
    "pending",
    "expired",
  ] as const)("reads, checks the object, writes if a file that is %s has no bytes", async (status) => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);

    await due({ status });

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "UpdateCommand"]);
  });

  it("also lists the parts of a client's upload", async () => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);
    mocks.s3.on(ListPartsCommand).resolves({ Parts: [{ PartNumber: 1, ETag: '"p"', Size: BYTES.length }] });

    await expect(due({ status: "pending", upload_id: "u" })).resolves.toBe("requeued");

    expect(billedCalls()).toEqual([
      "GetCommand",
      "HeadObjectCommand",
      "ListPartsCommand",
      "SendMessageCommand",
      "UpdateCommand",
    ]);
  });

  it.each([
    ["pending", ["UpdateCommand", "AbortMultipartUploadCommand"]],
    ["expired", ["UpdateCommand", "AbortMultipartUploadCommand"]],
  ] as const)("aborts an upload with missing parts, of a file that is %s", async (status, end) => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);
    mocks.s3.on(ListPartsCommand).resolves({});

    await due({ status, upload_id: "u" });

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "ListPartsCommand", ...end]);
  });

  it("reads, sends, writes for a file whose message was lost", async () => {
    await expect(due({ status: "uploaded" })).resolves.toBe("requeued");

    expect(billedCalls()).toEqual(["GetCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it("reads and writes to give up a file", async () => {
    await expect(due({ status: "uploaded", attempts: 5 })).resolves.toBe("given-up");

    expect(billedCalls()).toEqual(["GetCommand", "UpdateCommand"]);
  });

  it("aborts the copy in parts of a file that it gives up", async () => {
    await due({ status: "uploaded", attempts: 5, upload_id: "u", copy_upload_id: "c" });

    expect(billedCalls()).toEqual(["GetCommand", "UpdateCommand", "AbortMultipartUploadCommand"]);
  });

  it("reads, deletes both keys and writes for a tombstone", async () => {
    await expect(due({ status: "deleted" })).resolves.toBe("tombstone-swept");

    expect(billedCalls()).toEqual([
      "GetCommand",
      "DeleteObjectCommand",
      "DeleteObjectCommand",
      "UpdateCommand",
    ]);
  });

  it("reads, sends and writes for a quarantined file whose message was lost", async () => {
    await expect(due({ status: "quarantined", quarantine_step: "entering" })).resolves.toBe("requeued");

    expect(billedCalls()).toEqual(["GetCommand", "SendMessageCommand", "UpdateCommand"]);
  });

  it("also aborts the uploads of a tombstone", async () => {
    await due({ status: "deleted", upload_id: "u", copy_upload_id: "c" });

    expect(billedCalls()).toEqual([
      "GetCommand",
      ...Array(2).fill("AbortMultipartUploadCommand"),
      ...Array(2).fill("DeleteObjectCommand"),
      "UpdateCommand",
    ]);
  });

  it("reads, checks dest/ and deletes an object that was left in temp/ after a move", async () => {
    await expect(leftover({ status: "completed" })).resolves.toBe("removed");

    expect(billedCalls()).toEqual(["GetCommand", "HeadObjectCommand", "DeleteObjectCommand"]);
  });

  it("reads once for an object in temp/ that is still needed", async () => {
    await expect(leftover({ status: "error" })).resolves.toBe("kept");

    expect(billedCalls()).toEqual(["GetCommand"]);
  });
});
