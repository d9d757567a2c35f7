import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListMultipartUploadsCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import { type ServiceOptions, startService } from "../../../bench/service/start.ts";
import { tokenOf } from "../../../bench/service/token.ts";
import type { FileRecord } from "../../../layers/core/src/domain/file.ts";
import type { S3Server } from "../servers/s3-server.ts";
import { createBucket } from "../storage/bucket.ts";
import { rulesFor } from "../storage/template-cors.ts";
import { startBetween } from "./between.ts";

export const MIB = 1024 ** 2;

export type WorldOptions = Partial<Pick<ServiceOptions, "variables" | "moves">> & {
  /** The origins of pages that the bucket lets in. */
  origins?: string[];
};

/**
 * The service in one process, a bucket on a real S3 server, and a proxy in front of each of them. A client that gets `url`
 * reaches the service and the bucket only through the proxies.
 */
export const createWorld = async (server: S3Server, { origins = [], ...options }: WorldOptions = {}) => {
  const home = await mkdtemp(join(tmpdir(), "malote-client-"));
  const bucket = await createBucket(server);
  if (origins.length > 0) {
    const CORSConfiguration = { CORSRules: rulesFor(origins) };
    await bucket.client.send(new PutBucketCorsCommand({ Bucket: bucket.name, CORSConfiguration }));
  }
  const s3 = await startBetween(server.endpoint);
  const service = await startService({
    home,
    bucket: bucket.name,
    s3: { ...server, endpoint: s3.endpoint },
    ...options,
  });
  const api = await startBetween(service.url);
  const sub = randomUUID();
  const record = async (fileId: string): Promise<FileRecord> => {
    const file = await service.files.get(fileId);
    if (!file) throw new Error(`There is no record ${fileId}.`);
    return file;
  };
  return {
    home,
    /** The API's URL, through the proxy. */
    url: api.endpoint,
    sub,
    token: (lifetime?: number) => tokenOf({ sub, ...(lifetime !== undefined && { lifetime }) }),
    api,
    s3,
    bucket,
    service,
    record,

    /** Writes a file of random bytes, or of these, and returns its path. */
    async file(content: number | Uint8Array, name = `${randomUUID()}.bin`): Promise<string> {
      const path = join(home, name);
      await writeFile(path, typeof content === "number" ? randomBytes(content) : content);
      return path;
    },

    /** The ids of the files that were announced since the last reset. */
    announced(): string[] {
      const ids = api.seen
        .filter(({ path }) => path === "/upload")
        .map(({ json }) => (json as { file_id?: string } | undefined)?.file_id);
      return [...new Set(ids.filter((id) => id !== undefined))];
    },

    /** The bytes in dest/ of a completed file. */
    async moved(fileId: string): Promise<Buffer> {
      const { status, dest_path, details } = await record(fileId);
      if (status !== "completed") throw new Error(`The file is ${status}: ${details}`);
      return (await bucket.read(dest_path)).bytes;
    },

    /** The multipart uploads that are not finished. */
    async unfinished(): Promise<string[]> {
      const { Uploads = [] } = await bucket.client.send(
        new ListMultipartUploadsCommand({ Bucket: bucket.name }),
      );
      return Uploads.map(({ Key = "" }) => Key);
    },

    /** Deletes a file as its owner does. */
    async remove(fileId: string): Promise<void> {
      const { status } = await fetch(`${service.url}/files/${fileId}`, {
        method: "DELETE",
        headers: { Authorization: `Bearer ${tokenOf({ sub })}` },
      });
      if (status !== 204) throw new Error(`DELETE responded ${status}.`);
    },

    /** Forgets the requests, and forwards everything again. */
    reset() {
      api.reset();
      s3.reset();
    },

    async stop() {
      await service.stop();
      await Promise.all([api.stop(), s3.stop()]);
      bucket.client.destroy();
      await rm(home, { recursive: true });
    },
  };
};

export type World = Awaited<ReturnType<typeof createWorld>>;
