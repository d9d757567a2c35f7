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
 * versitygw over an empty folder. Its root key is one that nobody else knows; a process that talks to the
 * emulator as well needs the emulator's `credentials` here too. Left to itself it closes each connection
 * after one answer; S3 keeps them, which is what `keepAlive` is for.
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
