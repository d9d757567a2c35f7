import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { REGION } from "../emulator/emulator-environment.ts";
import type { S3Source } from "../emulator/source.ts";

/** Creates the stack's bucket on the S3 server that the functions use. */
export const createBucket = async (server: S3Source, bucket: string): Promise<void> => {
  const s3 = new S3Client({ ...server, region: REGION, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  s3.destroy();
};
