import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { S3Server } from "./s3-server.ts";

/** When S3 is slow: before it begins to copy, or before it responds that it has copied. */
export type Slowness = "before" | "after";

/** A key whose requests never get a response. */
export const NO_RESPONSE_KEY = "temp/never-answered";

/**
 * A proxy that is slow with copies: it forwards requests to `server`, but holds each copy, or the response to it,
 * until `release`. A client that disconnects meanwhile does not stop the copy, as with S3.
 */
export const startSlowS3 = async (server: S3Server, slow: Slowness) => {
  const { hostname, port } = new URL(server.endpoint);
  const { promise: gate, resolve: release } = Promise.withResolvers<void>();
  const copies: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  const forward = (incoming: IncomingMessage, body: Buffer) =>
    new Promise<{ response: IncomingMessage; bytes: Buffer }>((resolve, reject) => {
      const { method, url: path, headers } = incoming;
      const onward = request({ hostname, port, method, path, headers }, async (response) => {
        resolve({ response, bytes: await bytesOf(response) });
      });
      onward.on("error", reject).end(body);
    });

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await bytesOf(incoming);
    if (incoming.url?.endsWith(`/${NO_RESPONSE_KEY}`)) return;
    const isCopy = "x-amz-copy-source" in incoming.headers;
    if (isCopy) {
      copies.push(incoming.url ?? "");
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      if (slow === "before") await gate;
    }
    const { response: copied, bytes } = await forward(incoming, body);
    if (isCopy && slow === "after") await gate;
    if (isCopy) atOnce -= 1;
    response.writeHead(copied.statusCode ?? 500, copied.headers).end(bytes);
  };

  const proxy = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    server: { ...server, endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
    release,
    /** The URLs of the copies that were requested so far. */
    copies,
    /** The number of copies in flight now, and the highest number so far. */
    inFlight: () => ({ now: atOnce, most: mostAtOnce }),
    async stop() {
      release();
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, "close");
    },
  };
};

const bytesOf = async (stream: IncomingMessage): Promise<Buffer> => Buffer.concat(await stream.toArray());
