import { HeadObjectCommand, UploadPartCopyCommand } from "@aws-sdk/client-s3";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { createInboxStorage } from "@malote/core/storage";
import { beforeEach, describe, expect, it } from "vitest";
import { NOW, OWNER } from "#testing/builders.ts";
import { takeObject } from "../../../functions/inbox/take-object.ts";
import { aWorld, TIME_LEFT } from "../../../functions/inbox/testing/world.ts";
import {
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

beforeEach(respondToAll);

const object = (name = "a.jpg") => ({
  key: `inbox/${OWNER}/${name}`,
  etag: OBJECT.ETag,
  sequencer: "1",
  written_at: NOW,
  event: {},
});

const take = (name?: string, thresholdBytes = 1000) =>
  takeObject(
    {
      ...aWorld().ports,
      files: ports.files,
      storage: createInboxStorage("malote-files", s3),
      parts: { thresholdBytes, partBytes: 10 },
    },
    object(name),
    TIME_LEFT,
  );

describe("an object of inbox/", () => {
  it("costs a HEAD, a write and a copy; a delete is free", async () => {
    await take();
    expect(billedCalls()).toEqual([
      "HeadObjectCommand",
      "PutCommand",
      "CopyObjectCommand",
      "DeleteObjectCommand",
    ]);
  });

  it("whose event comes twice costs a HEAD", async () => {
    mocks.s3.on(HeadObjectCommand).rejects(MISSING);
    await take();
    expect(billedCalls()).toEqual(["HeadObjectCommand"]);
  });

  it("whose event was cut off before the delete costs no second copy", async () => {
    mocks.dynamodb.on(PutCommand).rejects(conditionFailed(file({ status: "completed" })));
    await take();
    expect(billedCalls()).toEqual(["HeadObjectCommand", "PutCommand", "DeleteObjectCommand"]);
  });

  it("that is refused costs no copy", async () => {
    await take("a.exe");
    expect(billedCalls()).toEqual(["HeadObjectCommand", "PutCommand"]);
  });

  it("in parts costs a copy for each part, two calls for the upload, and a second write", async () => {
    mocks.s3.on(UploadPartCopyCommand).resolves({ CopyPartResult: { ETag: '"p"' } });
    await take("a.jpg", 5);
    expect(billedCalls()).toEqual([
      "HeadObjectCommand",
      "PutCommand",
      "CreateMultipartUploadCommand",
      "UpdateCommand",
      "UploadPartCopyCommand",
      "UploadPartCopyCommand",
      "CompleteMultipartUploadCommand",
      "DeleteObjectCommand",
    ]);
  });
});
