import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { S3Server } from "./s3-server.ts";

/** Where S3 takes its time: before it begins to copy, or before it tells that it has. */
export type Slowness = "before" | "after";

/** A key that it has no answer for at all. */
export const NEVER_ANSWERED = "temp/never-answered";

/**
 * A server that takes its time with copies: what it is asked goes on to `server`, but a copy, or the answer to
 * it, is held until `letGo`. Whoever hangs up meanwhile does not stop the copy, as with S3.
 */
export const startSlowS3 = async (server: S3Server, slow: Slowness) => {
  const { hostname, port } = new URL(server.endpoint);
  const { promise: gate, resolve: letGo } = Promise.withResolvers<void>();
  const copies: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  const forward = (asked: IncomingMessage, body: Buffer) =>
    new Promise<{ answer: IncomingMessage; bytes: Buffer }>((resolve, reject) => {
      const { method, url: path, headers } = asked;
      const onward = request({ hostname, port, method, path, headers }, async (answer) => {
        resolve({ answer, bytes: await bytesOf(answer) });
      });
      onward.on("error", reject).end(body);
    });

  const handle = async (asked: IncomingMessage, response: ServerResponse) => {
    const body = await bytesOf(asked);
    if (asked.url?.endsWith(`/${NEVER_ANSWERED}`)) return;
    const isCopy = "x-amz-copy-source" in asked.headers;
    if (isCopy) {
      copies.push(asked.url ?? "");
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      if (slow === "before") await gate;
    }
    const { answer, bytes } = await forward(asked, body);
    if (isCopy && slow === "after") await gate;
    if (isCopy) atOnce -= 1;
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(bytes);
  };

  const proxy = createServer((asked, response) => {
    handle(asked, response).catch(() => response.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    server: { ...server, endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    letGo,
    /** What was asked to be copied so far. */
    copies,
    /** Copies under way now, and the most that ever were. */
    underWay: () => ({ now: atOnce, most: mostAtOnce }),
    async stop() {
      letGo();
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, "close");
    },
  };
};

const bytesOf = async (stream: IncomingMessage): Promise<Buffer> => Buffer.concat(await stream.toArray());
