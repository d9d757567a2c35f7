import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import { readAccount } from "./account.ts";
import { readCallers } from "./callers.ts";
import { readLocalStack, stateHome } from "./local-stack.ts";
import type { Values } from "./options.ts";
import { quoted } from "./quoted.ts";
import { type Environment, readValues } from "./read-values.ts";
import type { Account, Settings } from "./settings.ts";
import { SettingsFault } from "./settings-fault.ts";
import { isLoopback } from "./values.ts";

/**
 * The one reader of the environment (`MALOTE_RELAY_…`) and of the flags, which override it. With the local stack running and
 * nothing set, it uses that stack.
 * @throws SettingsFault (exit code 2) that names every fault at once
 */
export const readSettings = (
  environment: Environment,
  argv: readonly string[],
  home: string = stateHome,
): Settings => {
  const faults: string[] = [];
  const reading = readValues(environment, argv, faults);
  const { values, given } = reading;
  const local = readLocalStack(home);
  const service = values.service ?? (given.has("service") ? undefined : local?.service);
  const stack = service === undefined || service !== local?.service ? undefined : local;
  if (service === undefined && !given.has("service")) {
    faults.push(
      "--service is missing: the URL of the service's API. Or start the local stack first: npm start.",
    );
  }
  const account = readAccount(reading, stack, faults);
  const callers = readCallers(reading, faults);
  const tls = readTls(values, faults);
  const folder = values.folder ?? (stack && !given.has("folder") ? join(home, "relay") : undefined);
  if (folder === undefined && !given.has("folder")) {
    faults.push("--folder is missing: the cache folder, on a local disk.");
  }
  checkService(values, faults);
  if (faults.length > 0) throw new SettingsFault(faults);
  // Nothing is missing: it would be a fault.
  const all = values as Required<Values>;
  return {
    service: service as string,
    host: all.host,
    port: all.port,
    status: { host: all["status-host"], port: all["status-port"] },
    ...(tls && { tls }),
    origins: all.origins,
    trustedProxies: all["trusted-proxies"],
    logLevel: all["log-level"],
    storeByDefault: all.way === "store",
    maxFileBytes: all["max-file"],
    maxFormFiles: all["max-form-files"],
    maxFormFields: all["max-form-fields"],
    maxUploads: all["max-uploads"],
    streamMemory: all["stream-memory"],
    maxConnectionsPerClient: all["max-connections-per-client"],
    headersTimeout: all["headers-timeout"],
    idleTimeout: all["idle-timeout"],
    minSpeed: all["min-speed"],
    speedWindow: all["speed-window"],
    lingerTimeout: all["linger-timeout"],
    stopTimeout: all["stop-timeout"],
    folder: resolve(folder ?? ""),
    spool: {
      bytes: all["spool-bytes"],
      files: all["spool-files"],
      freeBytes: all["keep-free"],
      fileBytes: all["max-file"],
    },
    history: { ms: all["history-time"], files: all["history-files"] },
    tusExpiresAfter: all["tus-expires-after"],
    forward: { sends: all.forwards, largeSends: all["large-forwards"] },
    account: account as Account,
    callers,
  };
};

const readTls = (
  { "tls-certificate": certificate, "tls-key": key }: Values,
  faults: string[],
): Settings["tls"] => {
  if (certificate === undefined && key === undefined) return undefined;
  for (const [flag, file, other] of [
    ["--tls-certificate", certificate, "--tls-key"],
    ["--tls-key", key, "--tls-certificate"],
  ]) {
    if (file === undefined) faults.push(`${other} needs ${flag}, too.`);
    else if (!isReadable(file)) faults.push(`${flag}: the file ${quoted(file)} cannot be read.`);
  }
  return { certificate: certificate ?? "", key: key ?? "" };
};

const isReadable = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

const checkService = ({ service, "plain-http": plain }: Values, faults: string[]): void => {
  const parsed = URL.parse(service ?? "");
  if (parsed?.protocol !== "http:" || isLoopback(parsed.hostname) || plain === "allow") return;
  faults.push(
    "--service is http:// on another machine, so everybody on the way could read tokens. Use https://, or --plain-http=allow.",
  );
};
