import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { FakeService } from "./fake-service.ts";

/** What a real server can do to a request that an injected fetch cannot. Returns true if it has taken the request over. */
export type Disturb = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The fake service behind a real HTTP server on this machine. */
export const fakeServer = async () => {
  const service = new FakeService();
  const disturbs: Disturb[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    if (disturbs.some((disturb) => disturb(request, response))) return;
    const pieces: Buffer[] = [];
    try {
      for await (const piece of request) pieces.push(piece as Buffer);
    } catch {
      return;
    }
    const url = new URL(request.url ?? "/", service.origin);
    const outcome = await service.handle({
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers(request.headers as Record<string, string>),
      body: Buffer.concat(pieces),
    });
    if (outcome === "drop") return void request.socket.destroy();
    response.writeHead(outcome.status, Object.fromEntries(outcome.headers));
    response.end(Buffer.from(await outcome.arrayBuffer()));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  service.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    service,
    disturbs,
    sockets,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
