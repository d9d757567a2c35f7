import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

type Received = { id: string; headers: IncomingHttpHeaders; body: string };

/** A receiver of webhooks on 127.0.0.1, which responds with `status()`. */
export const startReceiver = async () => {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers } = request;
    received.push({ id: String(headers["webhook-id"]), headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(statuses.shift() ?? 204).end();
  });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/malote`,
    received,
    /** The next responses have these statuses, and those after them 204. */
    respond: (...next: number[]) => statuses.push(...next),
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

/** The body of a webhook, if the secret verifies it. */
export const verified = <Body>({ headers, body }: Received, secret: string): Body =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as Body;
