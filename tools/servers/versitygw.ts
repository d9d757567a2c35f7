import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "./start-server.ts";

export type Credentials = { accessKeyId: string; secretAccessKey: string };

export type Versitygw = {
  server: { name: "versitygw"; endpoint: string } & Credentials;
  stop: () => Promise<void>;
};

/**
 * Starts versitygw with an empty folder. Its default root key is random. A process that also calls the emulator needs the
 * emulator's `credentials` here, because it has one key for all services. By default versitygw closes each connection
 * after one response. With `keepAlive` it keeps connections open, as S3 does.
 */
export const startVersitygw = async (
  program: string,
  {
    credentials = { accessKeyId: "malote", secretAccessKey: randomUUID() },
    keepAlive = false,
  }: { credentials?: Credentials; keepAlive?: boolean } = {},
): Promise<Versitygw> => {
  const { port, stop } = await startServer("versitygw", async ({ port, scratch }) => {
    const buckets = join(scratch, "buckets");
    await mkdir(buckets);
    return {
      command: [
        program,
        ...["--port", `127.0.0.1:${port}`, "--region", "us-east-1", "--quiet"],
        ...(keepAlive ? ["--keep-alive"] : []),
        ...["posix", buckets],
      ],
      env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
    };
  });
  return { server: { name: "versitygw", endpoint: `http://127.0.0.1:${port}`, ...credentials }, stop };
};
