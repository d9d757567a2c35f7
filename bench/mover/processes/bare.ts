import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../../../layers/core/src/aws/file-table.ts";
import { moverClient } from "../../../layers/core/src/aws/mover-client.ts";
import { type BareRequest, type Keys, serve } from "./serve.ts";

// The mover is measured against this program. Its clients are the mover's.
const client = moverClient();
const table = documentClient();
const Bucket = process.env["BUCKET"];
const TableName = process.env["FILES_TABLE"];

/** The two calls that move an object from one key to another, without conditions, a read before or a write after them. */
const move = async ({ from, to }: Keys): Promise<void> => {
  await client.send(new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${from}` }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: from }));
};

/** The six calls that the mover makes for a file, with nothing between them. */
const makeCalls = async ({ id, from, to }: Keys): Promise<void> => {
  await update(id, "processing");
  await read(from);
  await client.send(new CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${from}` }));
  await read(to);
  await update(id, "completed");
  await client.send(new DeleteObjectCommand({ Bucket, Key: from }));
};

const read = async (Key: string): Promise<void> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=0-4099" }));
  await Body?.transformToByteArray();
};

const update = async (file_id: string, status: string): Promise<void> => {
  await table.send(
    new UpdateCommand({
      TableName,
      Key: { file_id },
      UpdateExpression: "SET #status = :status",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":status": status },
      ReturnValues: "ALL_NEW",
    }),
  );
};

serve(async ({ batches, way }: BareRequest) => {
  for (const batch of batches) {
    if (way === "one by one") for (const keys of batch) await move(keys);
    else await Promise.all(batch.map(way === "at once" ? move : makeCalls));
  }
  return [];
});
