import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

/**
 * An S3 endpoint that is reached in two ways: the service's own requests, which have an Authorization header, go `direct`, and
 * those with signed URLs and forms go over the `line`. Both are host:port. It leaves the Host header as it is, because
 * signatures cover it.
 */
export const startTwoWays = async (direct: string, line: string) => {
  const server = createServer((incoming, response) => {
    const { method, url: path, headers, socket } = incoming;
    const [host, port] = (headers.authorization ? direct : line).split(":");
    const onward = request({ host, port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response).catch(() => response.destroy());
    });
    onward.on("error", () => socket.destroy());
    response.on("close", () => onward.destroy());
    pipeline(incoming, onward).catch(() => socket.destroy());
  });
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
