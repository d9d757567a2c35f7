import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { S3Server } from "./s3-server.ts";
import { startServer } from "./start-server.ts";

/** versitygw over an empty folder. */
export const startVersitygw = async (
  program: string,
): Promise<{ server: S3Server; stop: () => Promise<void> }> => {
  const credentials = { accessKeyId: "malote", secretAccessKey: randomUUID() };
  const { port, stop } = await startServer("versitygw", async ({ port, scratch }) => {
    const buckets = join(scratch, "buckets");
    await mkdir(buckets);
    return {
      command: [
        program,
        ...["--port", `127.0.0.1:${port}`, "--region", "us-east-1", "--quiet"],
        ...["posix", buckets],
      ],
      env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    };
  });
  return { server: { name: "versitygw", endpoint: `http://127.0.0.1:${port}`, ...credentials }, stop };
};
