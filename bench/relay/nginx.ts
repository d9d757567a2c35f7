import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { pause } from "../../tools/command/pause.ts";
import { acceptsConnections, claimPort } from "../../tools/processes/port.ts";
import { BUCKET } from "../client/bucket.ts";
import type { World } from "./world.ts";

/**
 * nginx between the client and S3, with its buffering off: what a proxy costs that reads nothing of the body. The client has
 * a presigned URL of the whole file. Undefined without nginx on this machine, with a line that says so.
 */
export const startNginx = async ({ s3, home, signal }: World) => {
  const port = await claimPort(0);
  const folder = join(home, "nginx");
  await mkdir(folder, { recursive: true });
  const config = join(folder, "nginx.conf");
  await writeFile(
    config,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off; client_max_body_size 0;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${s3.endpoint}; proxy_http_version 1.1; proxy_request_buffering off; proxy_set_header Host $http_host; }
  }
}
`,
  );
  const child = spawn("nginx", ["-p", folder, "-c", config, "-g", "master_process off;"], {
    stdio: "ignore",
  });
  const ended = new AbortController();
  child.once("error", () => ended.abort());
  child.once("exit", () => ended.abort());
  if (!(await listens(port, AbortSignal.any([signal, ended.signal])))) {
    signal.throwIfAborted();
    console.error(
      "nginx is left out, because it does not start here. Install the package nginx to compare with it.",
    );
    return undefined;
  }
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: "us-east-1",
    credentials: s3,
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
  });
  return {
    pid: child.pid,
    urlFor: async (Key: string): Promise<string> => {
      const url = new URL(await getSignedUrl(client, new PutObjectCommand({ Bucket: BUCKET, Key })));
      url.port = String(port);
      return url.href;
    },
    stop: async () => {
      client.destroy();
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
};

/** Whether something accepts connections at the port. False once the signal is aborted. */
const listens = async (port: number, signal: AbortSignal): Promise<boolean> => {
  while (!signal.aborted) {
    if (await acceptsConnections("127.0.0.1", port)) return true;
    await pause(50, signal).catch(() => {});
  }
  return false;
};
