import { randomUUID } from "node:crypto";
import { CreateMultipartUploadCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { keyPath } from "../../../layers/core/src/domain/keys.ts";
import { aFile, type TestFile } from "./files.ts";
import type { World } from "./types.ts";
import { PART_BYTES } from "./world.ts";

/** A file with a client's multipart upload that has the first `parts` parts (all by default) and is not completed. */
export const aClientUpload = async (
  world: World,
  label: string,
  bytes: Uint8Array,
  parts: number = Math.ceil(bytes.length / PART_BYTES),
): Promise<TestFile> => {
  const file_id = randomUUID();
  const to = { Bucket: world.bucket, Key: keyPath(file_id, ".bin") };
  const { UploadId = "" } = await world.s3.send(new CreateMultipartUploadCommand(to));
  for (let i = 0; i < parts; i++) {
    const Body = bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES);
    await world.s3.send(new UploadPartCommand({ ...to, UploadId, PartNumber: i + 1, Body }));
  }
  return aFile(world, label, bytes, { file_id, record: { upload_id: UploadId } });
};

/** A file whose client has sent the only part of its plan, and has not confirmed it yet. */
export const aSentPlan = async (world: World, label: string, bytes: Uint8Array): Promise<TestFile> => {
  const file_id = randomUUID();
  const to = { Bucket: world.bucket, Key: keyPath(file_id, ".bin") };
  const ChecksumAlgorithm = "CRC32";
  const { UploadId = "" } = await world.s3.send(
    new CreateMultipartUploadCommand({ ...to, ChecksumAlgorithm, ChecksumType: "FULL_OBJECT" }),
  );
  await world.s3.send(
    new UploadPartCommand({ ...to, UploadId, PartNumber: 1, Body: bytes, ChecksumAlgorithm }),
  );
  return aFile(world, label, bytes, {
    file_id,
    record: {
      upload_id: UploadId,
      part_bytes: PART_BYTES,
      checksum_algorithm: ChecksumAlgorithm,
      checksum_type: "FULL_OBJECT",
    },
  });
};
