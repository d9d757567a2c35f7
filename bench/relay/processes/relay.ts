// The relay without its sign-in: everything between the client's socket and the service or the disk. The argument is a
// RelayOptions as JSON.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "malote/node";
import { pino } from "pino";
import { deliver } from "../../../relay/source/receive/deliver.ts";
import { createApp } from "../../../relay/source/server/create-app.ts";
import { Lifecycle } from "../../../relay/source/server/lifecycle.ts";
import { SERVER_DEFAULTS } from "../../../relay/source/server/settings.ts";
import { startServer } from "../../../relay/source/server/start-server.ts";
import { openSpool } from "../../../relay/source/spool/index.ts";
import { Leftovers } from "../../../relay/source/stream/leftovers.ts";
import { PartBuffers } from "../../../relay/source/stream/part-buffers.ts";
import { ONE_REQUEST_BYTES, streamFile } from "../../../relay/source/stream/stream-file.ts";
import { announce } from "./serve.ts";

export interface RelayOptions {
  /** The API's URL. */
  url: string;
  /** The relay's own token. */
  token: string;
  connections: number;
  folder: string;
}

const { url, token, connections, folder }: RelayOptions = JSON.parse(process.argv[2] ?? "{}");
mkdirSync(folder, { recursive: true });
const log = pino({ level: "warn" }, pino.destination(2));
const settings = { ...SERVER_DEFAULTS, port: 0, maxUploads: 1000, maxConnectionsPerClient: 0 };
const malote = connect({ url, token, connections });
const spool = await openSpool({
  folder: join(folder, "spool"),
  limits: { bytes: 100 * 1024 ** 3, files: 1_000_000, freeBytes: 0 },
  log,
});
const { max_file_bytes: most } = await malote.describe();
const streaming = streamFile({
  malote,
  buffers: new PartBuffers({ memory: 256 * 1024 ** 2, folder: join(folder, "parts") }),
  leftovers: new Leftovers(malote),
  limits: { refresh: async () => {}, most },
  maxFileBytes: settings.maxFileBytes,
  connections,
  oneRequestBytes: ONE_REQUEST_BYTES,
});
const lifecycle = new Lifecycle();
const app = createApp({
  settings,
  verify: async () => ({ sub: "6f1c2b1e-0000-4000-8000-000000000002" }),
  deliver: deliver(streaming, spool),
  spool,
  connectAs: () => malote,
  lifecycle,
  log,
});
const { port } = await startServer(app, settings, lifecycle);
announce(port);
