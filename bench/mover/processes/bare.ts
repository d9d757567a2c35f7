import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { moverClient } from "../../../layers/core/src/aws/mover-client.ts";
import { type BareRequest, type Keys, serve } from "./answer.ts";

// What the mover is measured against: the two calls that bring an object from one key to another, with no condition
// and nothing asked before or kept after. The client is the mover's.
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
