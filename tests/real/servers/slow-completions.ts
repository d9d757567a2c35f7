import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { S3Server } from "./s3-server.ts";

const BEAT_MS = 20;

/**
 * A proxy that responds to completions as S3 may: 200 at once, white space while it works, and the result only when
 * `mayRespond` returns true. It forwards the completion at once, and the server behind it continues also if the
 * client has disconnected.
 */
export const withSlowCompletions = async (behind: S3Server, mayRespond: () => boolean) => {
  let completions = 0;
  const server = createServer(async (incoming, response) => {
    const slow = incoming.method === "POST" && incoming.url?.includes("uploadId=");
    if (slow) completions += 1;
    const beat = slow && whiteSpace(response);
    const outcome = await forward(incoming, behind.endpoint);
    if (!beat) {
      response.writeHead(outcome.status, outcome.headers).end(outcome.body);
      return;
    }
    const end = setInterval(() => {
      if (!mayRespond() && !response.closed) return;
      for (const timer of [beat, end]) clearInterval(timer);
      // The XML declaration must be before the white space. It was sent first, as S3 does.
      response.end(outcome.body.toString().replace(/^<\?xml.*?\?>\s*/, ""));
    }, BEAT_MS);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server: { ...behind, endpoint }, completions: () => completions, stop };
};

const whiteSpace = (response: ServerResponse): NodeJS.Timeout => {
  response.writeHead(200, { "content-type": "application/xml" });
  response.write('<?xml version="1.0" encoding="UTF-8"?>\n');
  return setInterval(() => response.write(" "), BEAT_MS);
};

/** Forwards a request. Its Host header stays, because it is signed. */
const forward = (incoming: IncomingMessage, endpoint: string) =>
  new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
    const { method = "GET", url = "/", headers } = incoming;
    const outgoing = request(new URL(url, endpoint), { method, headers }, async (response) => {
      const body = Buffer.concat(await response.toArray());
      resolve({ status: response.statusCode ?? 502, headers: response.headers, body });
    });
    outgoing.on("error", reject);
    incoming.pipe(outgoing);
  });
