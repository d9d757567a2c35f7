import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

/** What @uppy/aws-s3 wants to do: its `PresignableRequest`. */
interface Wanted {
  method: "PUT" | "POST" | "GET" | "DELETE";
  key: string;
  uploadId?: string;
  partNumber?: number;
}

/**
 * The endpoint that `signRequest` of @uppy/aws-s3 asks: a presigned URL for each request to S3. It is as small as such an
 * endpoint can be, and checks neither users nor files.
 */
export const startSigner = async (s3: S3Client, Bucket: string) => {
  const server = createServer(async (request, response) => {
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Max-Age": "600" };
    if (request.method !== "POST") return void response.writeHead(204, headers).end();
    const url = await presigned(s3, Bucket, (await json(request)) as Wanted);
    response.writeHead(200, { ...headers, "Content-Type": "application/json" });
    response.end(JSON.stringify({ url }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

const presigned = (
  s3: S3Client,
  Bucket: string,
  { method, key: Key, uploadId: UploadId, partNumber: PartNumber }: Wanted,
): Promise<string> => {
  const object = { Bucket, Key };
  if (UploadId === undefined) {
    if (method === "PUT") return getSignedUrl(s3, new PutObjectCommand(object));
    if (method === "POST") return getSignedUrl(s3, new CreateMultipartUploadCommand(object));
    return getSignedUrl(s3, new DeleteObjectCommand(object));
  }
  const upload = { ...object, UploadId };
  if (method === "PUT") return getSignedUrl(s3, new UploadPartCommand({ ...upload, PartNumber }));
  if (method === "POST") return getSignedUrl(s3, new CompleteMultipartUploadCommand(upload));
  if (method === "GET") return getSignedUrl(s3, new ListPartsCommand(upload));
  return getSignedUrl(s3, new AbortMultipartUploadCommand(upload));
};
