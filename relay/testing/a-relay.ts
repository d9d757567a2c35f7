import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type ConnectOptions, connect } from "malote/node";
import { pino } from "pino";
import { fakeServer } from "../../client/testing/fake-server.ts";
import { crcOf } from "../../client/testing/fake-service.ts";
import { knownLimits } from "../source/limits/known-limits.ts";
import { Problem } from "../source/problems/problem.ts";
import { deliver } from "../source/receive/deliver.ts";
import { createApp, type Mounted } from "../source/server/create-app.ts";
import { Lifecycle } from "../source/server/lifecycle.ts";
import { SERVER_DEFAULTS, type ServerSettings } from "../source/server/settings.ts";
import { startServer } from "../source/server/start-server.ts";
import { Leftovers } from "../source/stream/leftovers.ts";
import { PartBuffers } from "../source/stream/part-buffers.ts";
import { ONE_REQUEST_BYTES, streamFile } from "../source/stream/stream-file.ts";
import { fakeStore } from "./fake-store.ts";

export const MIB = 1024 * 1024;

export interface Response {
  status: number;
  headers: IncomingMessage["headers"];
  text: string;
  /** The body as JSON; empty if it is none. */
  json: Record<string, never> & { [name: string]: unknown };
}

export interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string | number | string[]>;
  body?: string | Uint8Array | Readable | AsyncIterable<Uint8Array>;
}

type Options = Partial<ServerSettings> & {
  connect?: Partial<ConnectOptions>;
  memory?: number;
  oneRequestBytes?: number;
  connections?: number;
  mounted?: readonly Mounted[];
  withoutAuthentication?: boolean;
};

/** A relay on a real port, in front of the fake service on another. `Bearer NAME` is the token of the user NAME. */
export const aRelay = async ({
  connect: connectOptions,
  memory = 256 * MIB,
  oneRequestBytes = ONE_REQUEST_BYTES,
  connections = 4,
  mounted,
  withoutAuthentication = false,
  ...options
}: Options = {}) => {
  const far = await fakeServer();
  far.service.partSize = 8 * MIB;
  // The service reports the checksum that S3 computed.
  const { view } = far.service;
  far.service.view = (file) => ({
    ...view.call(far.service, file),
    ...(file.status === "completed" &&
      file.bytes && { verified: { algorithm: "CRC32", value: crcOf(file.bytes), declared: true } }),
  });
  const folder = await mkdtemp(join(tmpdir(), "malote-relay-"));
  const logs: Record<string, unknown>[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void logs.push(JSON.parse(line)) });
  const settings = { ...SERVER_DEFAULTS, port: 0, lingerTimeout: 100, stopTimeout: 200, ...options };
  const malote = connect({
    url: far.service.origin,
    token: "relay",
    retries: 1,
    retryDelay: 0,
    ...connectOptions,
  });
  const buffers = new PartBuffers({ memory, folder: join(folder, "parts") });
  const leftovers = new Leftovers(malote);
  const store = fakeStore();
  const limits = knownLimits({
    service: far.service.origin,
    describe: () => connect({ url: far.service.origin, token: "relay", retries: 0 }).describe(),
    file: join(folder, "limits.json"),
    log,
  });
  const lifecycle = new Lifecycle();
  const streaming = streamFile({
    malote,
    buffers,
    leftovers,
    limits,
    maxFileBytes: settings.maxFileBytes,
    connections,
    oneRequestBytes,
  });
  const app = createApp({
    settings,
    verify: async (authorization) => {
      const sub = /^Bearer (\S+)$/.exec(authorization ?? "")?.[1];
      if (!sub) throw new Problem(401, "unauthenticated", "Sign in first", "Send a token.");
      return { sub };
    },
    deliver: deliver(streaming, store, limits),
    spool: store,
    connectAs: (token) => connect({ url: far.service.origin, token: token ?? "", retries: 1, retryDelay: 0 }),
    lifecycle,
    log,
    withoutAuthentication,
    ...(mounted && { mounted }),
  });
  const server = await startServer(app, settings, lifecycle);
  const agent = new Agent({ keepAlive: false });

  const send = ({
    method = "PUT",
    path = "/files/a.bin",
    headers = {},
    body,
  }: Sent = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        port: server.port,
        host: "127.0.0.1",
        agent,
        method,
        path,
        headers: { authorization: "Bearer ann", ...headers },
      });
      outgoing.on("error", reject);
      outgoing.on("response", async (response) => {
        try {
          resolve(responseOf(response.statusCode ?? 0, response.headers, await text(response)));
        } catch (error) {
          reject(error);
        }
      });
      if (body === undefined || typeof body === "string" || body instanceof Uint8Array) {
        outgoing.end(body);
        return;
      }
      const write = async () => {
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          if (outgoing.destroyed) return;
          if (!outgoing.write(chunk)) {
            await new Promise<void>((again) => {
              const resume = () => {
                outgoing.off("drain", resume).off("close", resume);
                again();
              };
              outgoing.on("drain", resume).on("close", resume);
            });
          }
        }
        outgoing.end();
      };
      write().catch((error) => outgoing.destroy(error as Error));
    });

  return {
    ...server,
    url: `http://127.0.0.1:${server.port}`,
    far,
    service: far.service,
    files: () => [...far.service.files.values()],
    store,
    buffers,
    leftovers,
    lifecycle,
    limits,
    logs,
    folder,
    send,
    /** Sends bytes on a connection of their own. Resolves with all that comes back until the connection ends. */
    raw: async (...pieces: (string | Uint8Array)[]): Promise<string> => {
      const socket = await openSocket(server.port);
      let answer = "";
      socket.on("data", (data: Buffer) => {
        answer += data.toString("latin1");
      });
      socket.on("error", () => {});
      for (const piece of pieces) socket.write(piece);
      await new Promise<void>((resolve) => socket.once("close", () => resolve()));
      return answer;
    },
    socket: () => openSocket(server.port),
    close: async () => {
      await server.stop();
      far.close();
      agent.destroy();
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  };
};

export type Relay = Awaited<ReturnType<typeof aRelay>>;

const openSocket = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connectSocket({ port, host: "127.0.0.1" });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });

const responseOf = (status: number, headers: IncomingMessage["headers"], text: string): Response => {
  let json = {} as Response["json"];
  try {
    json = JSON.parse(text) as Response["json"];
  } catch {
    // Not JSON.
  }
  return { status, headers, text, json };
};

/** A form of these parts, each with its own headers. */
export const aForm = (
  parts: { name: string; filename?: string; type?: string; content: string | Uint8Array; header?: string }[],
  { boundary = "----a-boundary", end = true }: { boundary?: string; end?: boolean } = {},
): { body: Buffer; headers: Record<string, string> } => {
  const pieces = parts.flatMap(({ name, filename, type, content, header }) => [
    Buffer.from(
      `--${boundary}\r\n${header ?? `Content-Disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}`}\r\n${type === undefined ? "" : `Content-Type: ${type}\r\n`}\r\n`,
    ),
    Buffer.from(content as Uint8Array),
    Buffer.from("\r\n"),
  ]);
  if (end) pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    body: Buffer.concat(pieces),
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  };
};
