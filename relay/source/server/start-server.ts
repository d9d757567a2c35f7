import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Lifecycle } from "./lifecycle.ts";
import { limitConnections } from "./limit-connections.ts";
import { respondRaw } from "./respond-raw.ts";
import type { ServerSettings } from "./settings.ts";

export interface RunningServer {
  port: number;
  /** Reads the files for TLS again. Connections that are open keep the old certificate. */
  reloadTls(): Promise<void>;
  /**
   * No new connection and no new request. Resolves when the requests under way have ended; after `stopTimeout` they are
   * ended with 503, and a moment later their connections are destroyed.
   */
  stop(): Promise<void>;
}

/** Milliseconds in which uploads that were ended clean up and respond. */
const LAST_WORDS = 5000;
/** Milliseconds between two looks for connections whose headers are late. */
const HEADERS_CHECK = 1000;

/** @throws Error if the address is in use, or a file for TLS cannot be read */
export const startServer = async (
  listener: RequestListener,
  settings: ServerSettings,
  lifecycle: Lifecycle,
): Promise<RunningServer> => {
  const options = {
    headersTimeout: settings.headersTimeout,
    // Bodies may take as long as they move: see bodyBytes.
    requestTimeout: 0,
    keepAliveTimeout: settings.idleTimeout,
    connectionsCheckingInterval: Math.min(HEADERS_CHECK, settings.headersTimeout),
    // Both Content-Length and Transfer-Encoding, a bare LF and the like are refused: they smuggle requests.
    insecureHTTPParser: false,
  };
  const secure =
    settings.tls &&
    createHttpsServer({
      ...options,
      handshakeTimeout: settings.headersTimeout,
      ...(await readTls(settings.tls)),
    });
  const server: Server = secure ?? createHttpServer(options);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const isRefused = limitConnections(server, settings.maxConnectionsPerClient, secure !== undefined);
  const handle: RequestListener = (request, response) => {
    // It has got its 503 already, and a moment to read it.
    if (isRefused(request.socket)) request.resume();
    else listener(request, response);
  };
  server.on("request", handle);
  // The route answers with 100 when it begins to read the body.
  server.on("checkContinue", handle);
  server.on("clientError", respondRaw);
  server.listen(settings.port, settings.host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    reloadTls: async () => {
      if (secure && settings.tls) secure.setSecureContext(await readTls(settings.tls));
    },
    stop: async () => {
      if (!server.listening) return;
      lifecycle.stop();
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      const end = setTimeout(() => {
        lifecycle.end();
        setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, LAST_WORDS).unref();
      }, settings.stopTimeout);
      // A connection whose last request ends now is kept open by Node.js, as if another one might follow.
      const idle = setInterval(() => server.closeIdleConnections(), 100);
      await closed;
      clearInterval(idle);
      clearTimeout(end);
    },
  };
};

const readTls = async ({ certificate, key }: { certificate: string; key: string }) => ({
  cert: await readFile(certificate),
  key: await readFile(key),
});
