import { pino } from "pino";
import { loggable } from "./server/log-error.ts";
import { urlOf } from "./server/url-of.ts";
import { helpOf, readSettings, type Settings, SettingsFault } from "./settings/index.ts";
import { StartFault } from "./start-fault.ts";
import { type RunningRelay, startRelay } from "./start-relay.ts";

/** Milliseconds after which a stop that hangs ends the process. The uploads have `--stop-timeout` of it. */
const STOP_GRACE = 15_000;

const settingsOrExit = (): Settings => {
  const argv = process.argv.slice(2);
  const help = helpOf(argv);
  if (help !== undefined) {
    process.stdout.write(help);
    process.exit(0);
  }
  try {
    return readSettings(process.env, argv);
  } catch (error) {
    if (!(error instanceof SettingsFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
};

const settings = settingsOrExit();
const log = pino({ level: settings.logLevel, serializers: { err: loggable } });

let relay: RunningRelay | undefined;
let stopping = false;
const stop = async (exitCode: number, reason: string): Promise<void> => {
  if (stopping) return;
  stopping = true;
  log.info({ reason }, "The relay stops");
  const grace = setTimeout(() => process.exit(exitCode || 1), settings.stopTimeout + STOP_GRACE);
  try {
    await relay?.stop();
  } catch (error) {
    log.error({ err: error }, "The stop failed");
    process.exit(exitCode || 1);
  }
  clearTimeout(grace);
  log.info({}, "The relay has stopped");
  process.exit(exitCode);
};

process.on("SIGTERM", () => void stop(0, "SIGTERM"));
process.on("SIGINT", () => void stop(0, "SIGINT"));
process.on("SIGHUP", () => {
  relay?.reloadTls().then(
    () => log.info({}, "The certificate was read again"),
    (error: unknown) => log.error({ err: error }, "The certificate could not be read; the old one stays"),
  );
});

try {
  relay = await startRelay(settings, {
    log,
    // Started again by systemd or the container's restart policy, the spool recovers.
    onBroken: () => void stop(74, "The disk has failed"),
  });
  log.info(
    {
      url: urlOf(settings.tls ? "https" : "http", settings.host, relay.port),
      status_url: urlOf("http", settings.status.host, relay.statusPort),
      port: relay.port,
      status_port: relay.statusPort,
      service: settings.service,
      folder: settings.folder,
    },
    "The relay is ready",
  );
} catch (error) {
  if (error instanceof StartFault) process.stderr.write(`The relay cannot start. ${error.message}\n`);
  else log.fatal({ err: error }, error instanceof Error ? error.message : "The relay cannot start");
  process.exit(1);
}
