// Uploads a file with one PUT over one connection. The arguments are a Target as JSON.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Target } from "../peers/peer.ts";
import { serveLines } from "./serve-lines.ts";

const { endpoint, bucket: Bucket }: Target = JSON.parse(process.argv[2] ?? "{}");
const client = new S3Client({
  endpoint,
  forcePathStyle: true,
  requestChecksumCalculation: "WHEN_REQUIRED",
});

const put = async (file: string, Key: string): Promise<void> => {
  const { size } = await stat(file);
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key }));
  const sent = request(url, { method: "PUT", headers: { "content-length": size } });
  const status = new Promise<number | undefined>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode)));
  });
  await pipeline(createReadStream(file, { highWaterMark: 1024 ** 2 }), sent);
  if ((await status) !== 200) throw new Error(`The PUT got ${await status}.`);
};

await serveLines(async (request) => {
  if ("upload" in request) return put(request.upload.file, request.upload.name);
  const { folder, prefix } = request.uploadAll;
  for (const name of folder.names) await put(join(folder.path, name), prefix + name);
});
