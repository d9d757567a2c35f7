import { mkdtemp, rm } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type ConnectOptions, connect } from "malote/node";
import { pino } from "pino";
import { tokenOf } from "../../../../bench/service/token.ts";
import { deliver } from "../../../../relay/source/receive/deliver.ts";
import { createApp } from "../../../../relay/source/server/create-app.ts";
import { Lifecycle } from "../../../../relay/source/server/lifecycle.ts";
import { SERVER_DEFAULTS } from "../../../../relay/source/server/settings.ts";
import { startServer } from "../../../../relay/source/server/start-server.ts";
import { Leftovers } from "../../../../relay/source/stream/leftovers.ts";
import { PartBuffers } from "../../../../relay/source/stream/part-buffers.ts";
import { ONE_REQUEST_BYTES, streamFile } from "../../../../relay/source/stream/stream-file.ts";
import { fakeStore } from "../../../../relay/testing/fake-store.ts";
import type { World } from "../../client/world.ts";

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  json: Record<string, unknown>;
}

const MIB = 1024 ** 2;

/** A relay in this process, in front of the service of a world. All its clients are the user of the world. */
export const startStreamingRelay = async (
  world: World,
  options: Partial<ConnectOptions> = {},
  { memory = 256 * MIB, connections = 4 } = {},
) => {
  const folder = await mkdtemp(join(tmpdir(), "malote-relay-"));
  const malote = connect({
    url: world.url,
    token: tokenOf({ sub: "6f1c2b1e-0000-4000-8000-000000000002", groups: ["relays"] }),
    retries: 2,
    retryDelay: 50,
    ...options,
  });
  const buffers = new PartBuffers({ memory, folder });
  const leftovers = new Leftovers(malote);
  const lifecycle = new Lifecycle();
  const store = fakeStore();
  const { maxFileBytes } = SERVER_DEFAULTS;
  const { max_file_bytes: most } = await malote.describe();
  const streaming = streamFile({
    malote,
    buffers,
    leftovers,
    limits: { refresh: async () => {}, most },
    maxFileBytes,
    connections,
    oneRequestBytes: ONE_REQUEST_BYTES,
  });
  const settings = { ...SERVER_DEFAULTS, port: 0, maxConnectionsPerClient: 0, stopTimeout: 500 };
  const app = createApp({
    settings,
    verify: async () => ({ sub: world.sub }),
    deliver: deliver(streaming, store),
    spool: store,
    connectAs: () => connect({ url: world.url, token: world.token() }),
    lifecycle,
    log: pino({ level: "silent" }),
  });
  const server = await startServer(app, settings, lifecycle);
  return {
    ...server,
    buffers,
    leftovers,
    send: (
      body: Uint8Array | AsyncIterable<Uint8Array>,
      { method = "PUT", path = "/files/a.bin", headers = {} as Record<string, string | number> } = {},
    ): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const outgoing = request({
          port: server.port,
          host: "127.0.0.1",
          agent: false,
          method,
          path,
          headers,
        });
        outgoing.on("error", reject);
        outgoing.on("response", async (response) => {
          const json = JSON.parse(await text(response)) as Record<string, unknown>;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, json });
        });
        if (body instanceof Uint8Array) outgoing.end(body);
        else void write(body, outgoing);
      }),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
};

const write = async (
  body: AsyncIterable<Uint8Array>,
  outgoing: ReturnType<typeof request>,
): Promise<void> => {
  for await (const chunk of body) {
    if (outgoing.destroyed) return;
    // Resolves also when the connection ends.
    await new Promise<void>((resolve) => {
      const closed = () => resolve();
      outgoing.once("close", closed);
      outgoing.write(chunk, () => {
        outgoing.off("close", closed);
        resolve();
      });
    });
  }
  outgoing.end();
};
