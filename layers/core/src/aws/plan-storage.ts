import {
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { PlanStorage } from "../ports.ts";
import { createClientUpload, uploadedPart } from "./client-upload.ts";
import { isNoSuchUpload } from "./faults.ts";

/** The multipart uploads of plans, as the routes use them. */
export const createPlanStorage = (bucket: string, client: S3Client): PlanStorage => ({
  uploadedParts: createClientUpload(bucket, client).uploadedParts,

  async createUpload({ key_path, content_type, checksum_algorithm }) {
    const { UploadId, ChecksumType } = await client.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket,
        Key: key_path,
        ContentType: content_type,
        ChecksumAlgorithm: checksum_algorithm,
        ChecksumType: "FULL_OBJECT",
      }),
    );
    if (!UploadId) throw new Error("S3 began a multipart upload without an id");
    // A server that makes a COMPOSITE checksum refuses the value of the whole.
    return { upload_id: UploadId, ...(ChecksumType === "FULL_OBJECT" && { checksum_type: ChecksumType }) };
  },

  async presignPart(
    { key_path, checksum_algorithm, upload_id },
    { number, size, checksum },
    expiresInSeconds,
  ) {
    const name = `x-amz-checksum-${checksum_algorithm.toLowerCase()}`;
    const url = await getSignedUrl(
      client,
      new UploadPartCommand({
        Bucket: bucket,
        Key: key_path,
        UploadId: upload_id,
        PartNumber: number,
        ContentLength: size,
        [`Checksum${checksum_algorithm}`]: checksum,
      }),
      {
        expiresIn: expiresInSeconds,
        // By default, both would not be signed: S3 would accept a part of any length and with other bytes.
        signableHeaders: new Set(["host", "content-length"]),
        unhoistableHeaders: new Set([name]),
      },
    );
    return { url, headers: { [name]: checksum } };
  },

  async listParts(plan, after) {
    try {
      const { Parts = [], IsTruncated = false } = await client.send(
        new ListPartsCommand({
          Bucket: bucket,
          Key: plan.key_path,
          UploadId: plan.upload_id,
          ...(after !== undefined && { PartNumberMarker: String(after) }),
        }),
      );
      return { parts: Parts.map(uploadedPart), more: IsTruncated };
    } catch (error) {
      if (isNoSuchUpload(error)) return undefined;
      throw error;
    }
  },
});
