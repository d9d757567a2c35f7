// Uploads with @aws-sdk/lib-storage. The arguments are a Target as JSON.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { Target } from "../peers/peer.ts";
import { eachOf, serveLines } from "./serve-lines.ts";

const { endpoint, bucket: Bucket, connections, partBytes }: Target = JSON.parse(process.argv[2] ?? "{}");
const client = new S3Client({
  endpoint,
  forcePathStyle: true,
  requestHandler: { httpAgent: { maxSockets: connections } },
});

const upload = async (file: string, Key: string, queueSize: number): Promise<void> => {
  const { size } = await stat(file);
  const Body = createReadStream(file, { highWaterMark: Math.min(partBytes, Math.max(1, size)) });
  await new Upload({ client, params: { Bucket, Key, Body }, queueSize, partSize: partBytes }).done();
};

await serveLines(async (request) => {
  if ("upload" in request) return upload(request.upload.file, request.upload.name, connections);
  const { folder, prefix } = request.uploadAll;
  return eachOf(folder.names, connections, (name) => upload(join(folder.path, name), prefix + name, 1));
});
