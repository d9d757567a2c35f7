import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { inject } from "vitest";
import { changeRecord, config } from "./cloud.ts";
import { requestTextUpload } from "./service.ts";

const stack = inject("stack");
const s3 = new S3Client({ ...config, forcePathStyle: true });
const Bucket = stack.bucket;

/** The emulator accepts parts of any length. */
const PARTS = ["what the client sends first, ", "then, ", "and last"];
export const TEXT = PARTS.join("");

/** A file with a client's multipart upload that has these parts and is not completed. */
export const aClientUpload = async (numbers: readonly number[] = [1, 2, 3]) => {
  const { file_id, fields } = await requestTextUpload(TEXT);
  const key = fields["key"] ?? "";
  const { UploadId = "" } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key: key, ContentType: "text/plain" }),
  );
  for (const number of numbers)
    await s3.send(
      new UploadPartCommand({
        Bucket,
        Key: key,
        UploadId,
        PartNumber: number,
        Body: PARTS[number - 1] ?? "",
      }),
    );
  await changeRecord(file_id, { upload_id: UploadId });
  const dest = key.replace("temp/", "dest/");
  return { file_id, key, dest, message: JSON.stringify({ key_path: key, file_id, dest_path: dest }) };
};

/** Whether a multipart upload is open under this key. */
export const hasUpload = async (key: string): Promise<boolean> => {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  return Uploads.some(({ Key }) => Key === key);
};
