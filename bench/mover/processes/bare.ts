import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { moverClient } from "../../../layers/core/src/aws/mover-client.ts";
import { type BareRequest, type Keys, serve } from "./serve.ts";

// The mover is measured against this program. It makes only the two calls that move an object from one key to another,
// without conditions, and without a read before or a write after them. Its S3 client is the mover's.
const client = moverClient();
const Bucket = process.env["BUCKET"];

const move = async ({ from, to }: Keys): Promise<void> => {
  await client.send(new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${from}` }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: from }));
};

serve(async ({ batches, atOnce }: BareRequest) => {
  for (const batch of batches) {
    if (atOnce) await Promise.all(batch.map(move));
    else for (const keys of batch) await move(keys);
  }
  return [];
});
