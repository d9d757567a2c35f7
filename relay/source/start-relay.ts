import { join } from "node:path";
import { connect } from "malote/node";
import type { Logger } from "pino";
import { startForwarder } from "./forward/index.ts";
import { createIdentity, keepSignedIn } from "./identity/index.ts";
import { AGAIN, knownLimits } from "./limits/known-limits.ts";
import { counted } from "./observe/counted-delivery.ts";
import { forwardMetrics } from "./observe/forward-metrics.ts";
import { Metrics } from "./observe/metrics.ts";
import { daySamples, SAMPLE_EVERY } from "./observe/samples.ts";
import { createStatusApp, LOOPBACK_HOSTS } from "./observe/status-app.ts";
import { takeSample } from "./observe/take-sample.ts";
import { timedDisk, timedTransport } from "./observe/timed-disk.ts";
import { problemOf } from "./problems/problem-of.ts";
import { type Deliver, deliver } from "./receive/deliver.ts";
import { fileName } from "./receive/file-name.ts";
import { addressFault } from "./server/address-fault.ts";
import { createApp } from "./server/create-app.ts";
import { Lifecycle } from "./server/lifecycle.ts";
import { mountTus } from "./server/mount-tus.ts";
import { problemBody } from "./server/problem-body.ts";
import { SERVER_DEFAULTS } from "./server/settings.ts";
import { startServer } from "./server/start-server.ts";
import type { Settings } from "./settings/index.ts";
import { inThread, nodeDisk, openSpool, prepareFolder } from "./spool/index.ts";
import { Leftovers } from "./stream/leftovers.ts";
import { PartBuffers } from "./stream/part-buffers.ts";
import { ONE_REQUEST_BYTES, streamFile } from "./stream/stream-file.ts";
import { tusHandler } from "./tus/index.ts";

export interface RunningRelay {
  port: number;
  statusPort: number;
  reloadTls(): Promise<void>;
  /** Uploads under way end or are ended, the spool is durable, and nothing runs any more. */
  stop(): Promise<void>;
}

/** Parts of one file that are sent at once. */
const CONNECTIONS_PER_FILE = 4;
/** A client waits, so little is repeated. Milliseconds. */
const STREAM_RETRIES = {
  retries: 2,
  retryDelay: 300,
  maxRetryDelay: 3000,
  timeout: 30_000,
  stallTimeout: 20_000,
};
/** The forwarder repeats what fails. */
const FORWARD_RETRIES = { retries: 2 };
/** Milliseconds for requests of the status page when the relay stops. */
const STATUS_STOP = 1000;
/** Milliseconds for the removal of what failed uploads left at the service. */
const CLEAN_UP = 5000;

/**
 * All parts of the relay. `onBroken`: the disk failed so that only a restart can mend it.
 * @throws StartFault if the folder or an address cannot be used
 */
export const startRelay = async (
  settings: Settings,
  { log, onBroken }: { log: Logger; onBroken(error: Error): void },
): Promise<RunningRelay> => {
  const { folder, service: url } = settings;
  const metrics = new Metrics();
  const lifecycle = new Lifecycle();
  await prepareFolder(folder);
  const spool = await openSpool({
    folder,
    limits: settings.spool,
    history: settings.history,
    log,
    disk: timedDisk(nodeDisk, metrics),
    openJournal: async (options) => timedTransport(await inThread(options), metrics),
    onBroken,
  });
  metrics.watch(spool);
  lifecycle.check(() => spool.broken && "The disk has failed. Look at it, then restart the relay.");

  // The SDK reads the description once for each connection.
  const describe = () => connect({ url, token: () => identity.token(), ...STREAM_RETRIES }).describe();
  const identity = createIdentity({ settings, describe, log });
  const streaming = connect({ url, token: identity.token, ...STREAM_RETRIES });
  const limits = knownLimits({
    service: url,
    describe,
    file: join(folder, "identity", "limits.json"),
    log,
  });
  void limits.refresh();
  const refreshing = setInterval(limits.refresh, AGAIN);
  const endSignIns = keepSignedIn(identity);
  // Anybody may read this one, so it does not name the account.
  lifecycle.check(
    () =>
      identity.refusal() &&
      "The relay's own account cannot sign in to the service. The log and the status page have the reason.",
  );
  const leftovers = new Leftovers(streaming, (fileId) =>
    log.warn({ file_id: fileId }, "A file that failed could not be removed yet"),
  );
  const forwarder = startForwarder({
    spool,
    malote: connect({ url, token: identity.token, ...FORWARD_RETRIES }),
    log,
    metrics: forwardMetrics(metrics),
    limits: settings.forward,
  });
  const send = deliver(
    streamFile({
      malote: streaming,
      buffers: new PartBuffers({
        memory: settings.streamMemory,
        folder: join(folder, "parts"),
      }),
      leftovers,
      limits,
      maxFileBytes: settings.maxFileBytes,
      connections: CONNECTIONS_PER_FILE,
      oneRequestBytes: ONE_REQUEST_BYTES,
    }),
    spool,
    limits,
  );
  const deliverCounted: Deliver = async (way, file, bytes, signal) => {
    const delivered = await counted(metrics, way, bytes, (read) => send(way, file, read, signal));
    if (way === "store") forwarder.nudge();
    return delivered;
  };
  const tus = tusHandler({
    spool,
    maxSize: () => Math.min(settings.maxFileBytes, limits.most ?? Number.POSITIVE_INFINITY),
    expiresAfter: settings.tusExpiresAfter,
    allowedOrigins: settings.origins,
    onReceived: (bytes) => metrics.bytesReceived.inc({ way: "tus" }, bytes),
    onComplete: () => {
      metrics.filesReceived.inc({ way: "tus", outcome: "accepted" });
      forwarder.nudge();
    },
    check: async (file) => {
      const named = { ...file, name: fileName(file.name) };
      await limits.check(named);
      return named;
    },
    describeError: (error, requestId = "") => {
      const problem = problemOf(error);
      return { status: problem.status, body: problemBody(problem, requestId) };
    },
  });
  const app = createApp({
    settings,
    verify: identity.verify,
    withoutAuthentication: settings.callers.kind === "none",
    deliver: deliverCounted,
    spool,
    // Without authentication there is one owner, and every file of it was sent by this relay, which may read its status.
    connectAs: (token) =>
      settings.callers.kind === "none" || token === undefined
        ? streaming
        : connect({ url, token, ...FORWARD_RETRIES }),
    lifecycle,
    log,
    mounted: [{ path: "/tus", handler: mountTus(tus, settings), uploads: true }],
  });

  const samples = await daySamples({
    file: join(folder, "samples.json"),
    take: () => takeSample(spool, metrics),
  });
  const sampling = setInterval(() => {
    samples.sample().catch((error: unknown) => log.warn({ err: error }, "No sample could be taken"));
  }, SAMPLE_EVERY);
  const statusApp = createStatusApp({
    metrics,
    spool,
    samples: samples.all,
    reasons: () => [...lifecycle.reasons(), ...[identity.refusal() ?? []].flat()],
    lineUp: () => forwarder.line === "up",
    signInFault: identity.fault,
    hosts: LOOPBACK_HOSTS.some((host) => settings.status.host === host) ? LOOPBACK_HOSTS : undefined,
  });

  const server = await startServer(app, settings, lifecycle).catch((error: unknown) => {
    throw addressFault(error, { ...settings, hostOption: "--host", portOption: "--port" });
  });
  const status = await startServer(
    statusApp,
    { ...SERVER_DEFAULTS, ...settings.status, maxConnectionsPerClient: 0, stopTimeout: STATUS_STOP },
    new Lifecycle(),
  ).catch((error: unknown) => {
    throw addressFault(error, {
      ...settings.status,
      hostOption: "--status-host",
      portOption: "--status-port",
    });
  });
  return {
    port: server.port,
    statusPort: status.port,
    reloadTls: server.reloadTls,
    stop: async () => {
      endSignIns();
      clearInterval(refreshing);
      clearInterval(sampling);
      // The status page shows the stop, so its server ends last.
      await Promise.all([server.stop(), forwarder.stop()]);
      await leftovers.settle(CLEAN_UP);
      await spool.close();
      await status.stop();
    },
  };
};
