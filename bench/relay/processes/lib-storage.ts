// A streaming proxy as one would write it: the body, or the file of a form, goes into an Upload of lib-storage.
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import busboy from "@fastify/busboy";
import type { Target } from "../../client/peers/peer.ts";
import { answering, serve } from "./serve.ts";

const { endpoint, bucket: Bucket, connections, partBytes }: Target = JSON.parse(process.argv[2] ?? "{}");
const client = new S3Client({
  endpoint,
  forcePathStyle: true,
  requestHandler: { httpAgent: { maxSockets: connections } },
});

let files = 0;
const upload = (Body: Readable): Promise<unknown> =>
  new Upload({
    client,
    params: { Bucket, Key: `lib-storage-${files++}`, Body },
    queueSize: connections,
    partSize: partBytes,
  }).done();

const ofForm = (request: IncomingMessage): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const type = request.headers["content-type"] ?? "";
    const form = busboy({ headers: { ...request.headers, "content-type": type } });
    form.on("file", (_field, file) => upload(file).then(resolve, reject));
    form.on("error", reject);
    request.pipe(form);
  });

serve(
  answering(async (request) => {
    await (request.method === "POST" ? ofForm(request) : upload(request));
    return 201;
  }),
);
