import { basename, dirname, join } from "node:path";
import { startServer } from "../../../tools/servers/start-server.ts";
import { environmentOf, type Peer, type Target } from "./peer.ts";

/** rclone as a daemon (rclone rcd), so that a measurement has no start-up. */
export const startRclone = async (program: string, target: Target): Promise<Peer> => {
  const { port, stop } = await startServer("rclone", async ({ port }) => ({
    command: [program, "rcd", "--rc-no-auth", "--rc-addr", `127.0.0.1:${port}`],
    env: { ...environmentOf(target), ...optionsOf(target) },
  }));
  const call = async (command: string, body: object = {}): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/${command}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`rclone ${command} failed: ${await response.text()}`);
    return response.json();
  };
  const { pid } = (await call("core/pid")) as { pid: number };
  const bucket = `:s3:${target.bucket}`;
  return {
    pid,
    upload: async (file, name) => {
      const source = { srcFs: dirname(file), srcRemote: basename(file) };
      await call("operations/copyfile", { ...source, dstFs: bucket, dstRemote: name });
    },
    uploadAll: async ({ path }, prefix) => {
      await call("sync/copy", { srcFs: path, dstFs: `${bucket}/${prefix}` });
    },
    stop,
  };
};

/** Options as environment variables: https://rclone.org/docs/#environment-variables */
const optionsOf = (target: Target): Record<string, string> => {
  const connections = String(target.connections);
  return {
    RCLONE_CONFIG: join(target.home, "rclone.conf"),
    RCLONE_LOG_LEVEL: "ERROR",
    RCLONE_S3_PROVIDER: "Other",
    RCLONE_S3_ENDPOINT: target.endpoint,
    RCLONE_S3_REGION: "us-east-1",
    RCLONE_S3_ACCESS_KEY_ID: target.accessKeyId,
    RCLONE_S3_SECRET_ACCESS_KEY: target.secretAccessKey,
    RCLONE_S3_FORCE_PATH_STYLE: "true",
    RCLONE_S3_NO_CHECK_BUCKET: "true",
    RCLONE_S3_CHUNK_SIZE: `${target.partBytes}B`,
    RCLONE_S3_UPLOAD_CONCURRENCY: connections,
    RCLONE_MULTI_THREAD_STREAMS: connections,
    RCLONE_TRANSFERS: connections,
    RCLONE_CHECKERS: connections,
  };
};
