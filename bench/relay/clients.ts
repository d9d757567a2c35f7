import { randomBytes } from "node:crypto";
import { Agent, request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";

/** The bytes of all bodies, again and again. */
const BLOCK = randomBytes(1024 * 1024);

export interface Outgoing {
  method: "PUT" | "POST";
  url: string;
  headers?: Record<string, string>;
  /** Bytes of the file. */
  bytes: number;
  /** What stands before and after the file's bytes. */
  before?: string;
  after?: string;
  agent?: Agent;
}

/**
 * Sends a body as fast as it is read.
 * @throws Error if the response is not 2xx
 */
export const send = async ({
  method,
  url,
  headers = {},
  bytes,
  before = "",
  after = "",
  agent,
}: Outgoing): Promise<void> => {
  const length = Buffer.byteLength(before) + bytes + Buffer.byteLength(after);
  const outgoing = httpRequest(url, {
    method,
    headers: { "Content-Length": length, ...headers },
    ...(agent ? { agent } : { agent: false }),
  });
  const response = new Promise<void>((resolve, reject) => {
    outgoing.on("error", reject);
    outgoing.on("response", async (incoming) => {
      const body = await text(incoming);
      const status = incoming.statusCode ?? 0;
      if (status >= 200 && status < 300) resolve();
      else reject(new Error(`${method} ${new URL(url).pathname} responded ${status}: ${body.slice(0, 500)}`));
    });
  });
  if (before) outgoing.write(before);
  for (let rest = bytes; rest > 0 && !outgoing.destroyed; rest -= BLOCK.length) {
    const piece = rest < BLOCK.length ? BLOCK.subarray(0, rest) : BLOCK;
    if (!outgoing.write(piece))
      await Promise.race([new Promise((resolve) => outgoing.once("drain", resolve)), response]);
  }
  outgoing.end(after);
  await response;
};

const BOUNDARY = "----malote-bench";

/** The file as the body. */
export const putRaw = (url: string, name: string, bytes: number, headers: Record<string, string> = {}) =>
  send({
    method: "PUT",
    url: `${url}/files/${name}`,
    headers: { "Content-Type": "application/octet-stream", ...headers },
    bytes,
  });

/** The file in a form, as a browser sends it. */
export const postForm = (url: string, name: string, bytes: number, headers: Record<string, string> = {}) =>
  send({
    method: "POST",
    url: `${url}/files`,
    headers: { "Content-Type": `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
    bytes,
    before:
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
    after: `\r\n--${BOUNDARY}--\r\n`,
  });

/** The file in one request of tus: creation-with-upload. */
export const postTus = (url: string, name: string, bytes: number, headers: Record<string, string> = {}) =>
  send({
    method: "POST",
    url: `${url}/tus`,
    headers: {
      "Tus-Resumable": "1.0.0",
      "Upload-Length": String(bytes),
      "Upload-Metadata": `filename ${Buffer.from(name).toString("base64")}`,
      "Content-Type": "application/offset+octet-stream",
      ...headers,
    },
    bytes,
  });

/** Many small files over connections that stay open. */
export const putMany = async (
  url: string,
  {
    files,
    bytes,
    connections,
    headers = {},
  }: { files: number; bytes: number; connections: number; headers?: Record<string, string> },
): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const lane = async () => {
    while (next < files) {
      const name = `small-${next++}.bin`;
      await send({ method: "PUT", url: `${url}/files/${name}`, headers, bytes, agent });
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  agent.destroy();
};
