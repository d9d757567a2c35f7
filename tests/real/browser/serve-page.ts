import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const PAGE = { type: "text/html", body: "<!doctype html><title>page</title>" };

/** A file that a page loads. */
export type Served = { type: string; body: string; headers?: Record<string, string> };

/** Serves an empty page on the loopback address, or these files by their paths. Returns its port. */
export const servePage = async (
  port = 0,
  files: Record<string, Served> = {},
): Promise<{ port: number; close(): void }> => {
  const server = createServer(({ url = "/" }, response) => {
    const { type, body, headers }: Served = (Object.hasOwn(files, url) && files[url]) || PAGE;
    response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => server.close().closeAllConnections(),
  };
};
