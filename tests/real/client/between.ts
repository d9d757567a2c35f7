import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Transform } from "node:stream";
import { buffer } from "node:stream/consumers";

/** A request that a client sent through the proxy. */
export type Seen = {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** The number of the part, for a PUT of a part with a presigned URL. */
  part: number | undefined;
  authorization: string | undefined;
  /** The bytes of the body that arrived here so far. */
  bytes: number;
  /** The status of the response to the client; undefined while there is none, and if there never was one. */
  status: number | undefined;
  /** The server's response, if it is JSON. Also a response that was dropped. */
  json: unknown;
};

/** What the proxy does with a request, instead of forwarding it. */
export type Action =
  /** Responds by itself, without forwarding the request. */
  | { respond: { status: number; headers?: Record<string, string>; body?: string } }
  /** Forwards the request, and breaks the connection instead of responding. */
  | { dropResponse: true }
  /** Breaks the connection after so many bytes of the body. */
  | { resetAfter: number }
  /** Reads so many bytes of the body, and then neither reads nor responds; the connection stays open. */
  | { stallAfter: number }
  /** Forwards all but the last so many bytes of the body; both connections stay open. */
  | { withhold: number }
  /** Inverts one bit in the middle of the body. */
  | { flipBit: true }
  /** Forwards the request when the promise is settled. */
  | { after: Promise<unknown> };

/** What to do with a request. Undefined: forward it. */
export type Rule = (seen: Seen) => Action | undefined;

/**
 * A proxy between a client and a server that records the requests and disturbs them on purpose. It leaves the Host header
 * as it is, because presigned URLs sign it.
 */
export const startBetween = async (upstream: string) => {
  const { hostname, port } = new URL(upstream);
  const seen: Seen[] = [];
  let rule: Rule = () => undefined;

  const forward = (incoming: IncomingMessage, one: Seen, body: Transform) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const { method, url: path, headers } = incoming;
      const onward = request({ hostname, port, method, path, headers }, resolve);
      onward.on("error", reject);
      // A client that gives up also ends the forwarded request.
      incoming.on("close", () => {
        if (!incoming.complete) onward.destroy();
      });
      incoming.on("data", (chunk: Buffer) => {
        one.bytes += chunk.length;
      });
      incoming.pipe(body).pipe(onward);
    });

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const one = seenOf(incoming);
    seen.push(one);
    const action = rule(one);
    const length = Number(incoming.headers["content-length"] ?? 0);
    if (action && "respond" in action) {
      const { status, headers, body = "" } = action.respond;
      incoming.resume();
      await once(incoming, "end");
      one.status = status;
      response.writeHead(status, { "access-control-allow-origin": "*", ...headers }).end(body);
      return;
    }
    if (action && ("resetAfter" in action || "stallAfter" in action)) {
      const most = "resetAfter" in action ? action.resetAfter : action.stallAfter;
      if (most > 0)
        for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
          one.bytes += (chunk as Buffer).length;
          if (one.bytes >= most) break;
        }
      if ("resetAfter" in action) incoming.socket.resetAndDestroy();
      return;
    }
    if (action && "after" in action) await action.after;
    const body = bodyFor(action, length);
    const answer = await forward(incoming, one, body);
    const isJson = /^application\/(problem\+)?json/.test(answer.headers["content-type"] ?? "");
    const dropped = action !== undefined && "dropResponse" in action;
    if (isJson || dropped) {
      const bytes = await buffer(answer);
      if (isJson) one.json = JSON.parse(bytes.toString() || "null");
      if (dropped) {
        incoming.socket.resetAndDestroy();
        return;
      }
      one.status = answer.statusCode;
      response.writeHead(answer.statusCode ?? 502, answer.headers).end(bytes);
      return;
    }
    one.status = answer.statusCode;
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** All requests, in the order in which they arrived. */
    seen,
    /** The numbers of the parts that were sent, in this order. */
    parts: (): number[] => seen.flatMap(({ part }) => part ?? []),
    /** The rule for the requests from now on. */
    rule(next: Rule): void {
      rule = next;
    },
    /** Forgets the requests, and forwards everything. */
    reset(): void {
      seen.length = 0;
      rule = () => undefined;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

export type Between = Awaited<ReturnType<typeof startBetween>>;

const seenOf = ({ method = "", url = "/", headers }: IncomingMessage): Seen => {
  const { pathname, searchParams } = new URL(url, "http://between");
  const isPart = method === "PUT" && searchParams.has("X-Amz-Signature") && searchParams.has("partNumber");
  return {
    method,
    path: pathname,
    query: searchParams,
    part: isPart ? Number(searchParams.get("partNumber")) : undefined,
    authorization: headers.authorization,
    bytes: 0,
    status: undefined,
    json: undefined,
  };
};

const bodyFor = (action: Action | undefined, length: number): Transform => {
  if (action && "withhold" in action) return firstBytes(Math.max(0, length - action.withhold));
  if (action && "flipBit" in action) return flipped(Math.floor(length / 2));
  return new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
};

/** Passes on the first `most` bytes and drops the rest, without an end. */
const firstBytes = (most: number): Transform => {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const rest = chunk.subarray(0, most - passed);
      passed += rest.length;
      done(null, rest.length > 0 ? rest : undefined);
    },
    // The stream never ends, and so neither does the forwarded request.
    flush() {},
  });
};

const flipped = (at: number): Transform => {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const offset = at - passed;
      passed += chunk.length;
      if (offset < 0 || offset >= chunk.length) return done(null, chunk);
      const changed = Buffer.from(chunk);
      changed.writeUInt8(changed.readUInt8(offset) ^ 1, offset);
      return done(null, changed);
    },
  });
};
