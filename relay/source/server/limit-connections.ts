import type { Server } from "node:http";
import type { Socket } from "node:net";
import { rawResponse } from "./raw-response.ts";

const REFUSED = rawResponse(
  "503 Service Unavailable",
  "too-many-connections",
  "Too many connections",
  "Your address has too many connections to this relay. Close some, or use them again.",
  ["Retry-After: 5"],
);

/** Milliseconds in which a client may read why it was refused. */
const LINGER = 2000;

/**
 * Ends the connections of one address that are over `most`. With TLS without a response, because none can be sent yet.
 * @returns whether a connection was refused. Node.js still reads requests from it, which must not be handled
 */
export const limitConnections = (
  server: Server,
  most: number,
  secure: boolean,
): ((socket: Socket) => boolean) => {
  const refused = new WeakSet<Socket>();
  const isRefused = (socket: Socket) => refused.has(socket);
  if (most === 0) return isRefused;
  const open = new Map<string, number>();
  server.prependListener("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count <= most) return;
    if (secure) return void socket.destroy();
    refused.add(socket);
    socket.end(REFUSED);
    setTimeout(() => socket.destroy(), LINGER).unref();
  });
  return isRefused;
};
