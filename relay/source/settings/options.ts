import { LOG_LEVELS } from "./settings.ts";
import {
  choice,
  duration,
  host,
  list,
  network,
  origin,
  path,
  type Read,
  shownSize,
  shownTime,
  size,
  sub,
  url,
  username,
  whole,
} from "./values.ts";

export interface Option<T = unknown> {
  group: "Service" | "Server" | "Uploads" | "Spool" | "Callers";
  /** What the help prints for the value. */
  value: string;
  read: Read<T>;
  /** As an operator would write it. Missing: required, or see the help. */
  default?: string;
  /** Unit, and least and most value. */
  limit?: string;
  example: string;
  help: string;
  /** May be given several times. */
  many?: true;
}

type Given = Omit<Option, "read" | "group" | "value" | "many" | "limit"> & { value?: string };

const DAY = 86_400_000;
const GIB = 1024 ** 3;
/** What S3 stores as one object: 48.8 TiB. */
const LARGEST = 53_687_091_200_000;

const number = (least: number, most: number, given: Given) => ({
  value: "N",
  ...given,
  read: whole(least, most),
  limit: `${least} to ${most}`,
});
const bytes = (least: number, most: number, given: Given) => ({
  value: "SIZE",
  ...given,
  read: size(least, most),
  limit: `bytes, or with B, KiB, MiB, GiB, TiB, KB, MB, GB, TB; ${shownSize(least)} to ${shownSize(most)}`,
});
const time = (least: number, most: number, given: Given) => ({
  value: "TIME",
  ...given,
  read: duration(least, most),
  limit: `seconds, or with ms, s, m, h, d; ${shownTime(least)} to ${shownTime(most)}`,
});

/** Every option, by its flag. `--max-file` is MALOTE_RELAY_MAX_FILE in the environment. A flag overrides the environment. */
export const OPTIONS = {
  service: {
    group: "Service",
    value: "URL",
    read: url,
    example: "https://abc123.execute-api.eu-west-1.amazonaws.com/v1",
    help: "The service's API: the stack's output ApiUrl. Required, unless the local stack runs (npm start).",
  },
  username: {
    group: "Service",
    value: "NAME",
    read: username,
    example: "office-lisbon@example.com",
    help: "The relay's own account in the service's user pool, a member of the group relays. Required, unless --service is the local stack.",
  },
  "password-file": {
    group: "Service",
    value: "FILE",
    read: path,
    example: "/run/secrets/relay-password",
    help: "A file with the account's password. It is read at each sign-in. A line break at its end does not count. Required, unless --service is the local stack.",
  },
  "plain-http": {
    group: "Service",
    value: "WORD",
    read: choice("refuse", "allow"),
    default: "refuse",
    limit: "refuse or allow",
    example: "allow",
    help: "Whether --service may be http:// on another machine. Then everybody on the way can read tokens and files.",
  },
  host: {
    group: "Server",
    value: "HOST",
    read: host,
    default: "127.0.0.1",
    example: "0.0.0.0",
    help: "The address that the relay listens on. 0.0.0.0 and :: are all addresses.",
  },
  port: {
    group: "Server",
    ...number(0, 65_535, { default: "8080", example: "443", help: "The port. 0 picks any free one." }),
  },
  "status-host": {
    group: "Server",
    value: "HOST",
    read: host,
    default: "127.0.0.1",
    example: "0.0.0.0",
    help: "The address of the status page and the metrics. They have no authentication and show the names of files.",
  },
  "status-port": {
    group: "Server",
    ...number(0, 65_535, {
      default: "8081",
      example: "9100",
      help: "The port of the status page and the metrics. 0 picks any free one.",
    }),
  },
  "tls-certificate": {
    group: "Server",
    value: "FILE",
    read: path,
    example: "/etc/malote-relay/fullchain.pem",
    help: "The certificate and its chain, in PEM. With --tls-key, the relay speaks HTTPS only. Default: plain HTTP.",
  },
  "tls-key": {
    group: "Server",
    value: "FILE",
    read: path,
    example: "/etc/malote-relay/privkey.pem",
    help: "The certificate's private key, in PEM.",
  },
  origins: {
    group: "Server",
    value: "ORIGIN,…",
    read: list(origin),
    many: true,
    default: "",
    example: "https://app.example.com",
    help: "Origins of pages that may call the relay (CORS). * is all. Default: none.",
  },
  "trusted-proxies": {
    group: "Server",
    value: "NETWORK,…",
    read: list(network),
    many: true,
    default: "",
    example: "loopback,10.0.0.0/8",
    help: "Proxies whose X-Forwarded-For and X-Forwarded-Proto are trusted. Default: none.",
  },
  "log-level": {
    group: "Server",
    value: "WORD",
    read: choice(...LOG_LEVELS),
    default: "info",
    limit: LOG_LEVELS.join(", "),
    example: "debug",
    help: "What is logged, as JSON on standard output.",
  },
  "stop-timeout": {
    group: "Server",
    ...time(0, 3_600_000, {
      default: "30s",
      example: "2m",
      help: "How long uploads under way may take after SIGTERM. Then they are ended.",
    }),
  },
  way: {
    group: "Uploads",
    value: "WORD",
    read: choice("stream", "store"),
    default: "stream",
    limit: "stream or store",
    example: "store",
    help: "What is done with a file without Prefer: respond-async. stream passes it on while it arrives; store keeps it in the spool and sends it later.",
  },
  "max-file": {
    group: "Uploads",
    ...bytes(1, LARGEST, {
      default: "50GiB",
      example: "2TiB",
      help: "The largest file. The service's own limit holds, too.",
    }),
  },
  "max-form-files": {
    group: "Uploads",
    ...number(1, 10_000, { default: "1000", example: "10", help: "Files in one form." }),
  },
  "max-form-fields": {
    group: "Uploads",
    ...number(0, 10_000, { default: "100", example: "20", help: "Fields of a form that are not files." }),
  },
  "max-uploads": {
    group: "Uploads",
    ...number(1, 100_000, {
      default: "256",
      example: "64",
      help: "Uploads at once. One more gets 503.",
    }),
  },
  "stream-memory": {
    group: "Uploads",
    ...bytes(16 * 1024 ** 2, 1024 ** 4, {
      default: "256MiB",
      example: "1GiB",
      help: "Bytes of files that are passed on while they arrive, in memory, all together. What is over that waits in the cache folder. The process needs about 250 MiB more.",
    }),
  },
  "max-connections-per-client": {
    group: "Uploads",
    ...number(0, 100_000, {
      default: "64",
      example: "0",
      help: "Connections at once from one address. 0 is any number, for a relay behind a proxy.",
    }),
  },
  "headers-timeout": {
    group: "Uploads",
    ...time(100, 600_000, {
      default: "10s",
      example: "5s",
      help: "Until all headers of a request have arrived.",
    }),
  },
  "idle-timeout": {
    group: "Uploads",
    ...time(100, 3_600_000, {
      default: "30s",
      example: "2m",
      help: "How long a body may stand still, and an idle connection stay open.",
    }),
  },
  "min-speed": {
    group: "Uploads",
    ...bytes(0, GIB, {
      default: "1KiB",
      example: "0",
      help: "The least speed of a body, in bytes a second, measured over --speed-window. 0 is any.",
    }),
  },
  "speed-window": {
    group: "Uploads",
    ...time(1000, 3_600_000, {
      default: "60s",
      example: "5m",
      help: "The time over which the speed of a body is measured.",
    }),
  },
  "linger-timeout": {
    group: "Uploads",
    ...time(0, 60_000, {
      default: "2s",
      example: "5s",
      help: "How long a client that was refused may go on sending, so that it reads the response.",
    }),
  },
  folder: {
    group: "Spool",
    value: "FOLDER",
    read: path,
    example: "/var/lib/malote-relay",
    help: "The cache folder, on a local disk: files that were not sent yet, their journal, and the service's keys. Default: .malote/relay for the local stack, otherwise required.",
  },
  "spool-bytes": {
    group: "Spool",
    ...bytes(1, Number.MAX_SAFE_INTEGER, {
      default: "100GiB",
      example: "2TiB",
      help: "Bytes of all files in the spool. More get 507.",
    }),
  },
  "spool-files": {
    group: "Spool",
    ...number(1, 100_000_000, {
      default: "1000000",
      example: "50000",
      help: "Files in the spool. More get 507.",
    }),
  },
  "keep-free": {
    group: "Spool",
    ...bytes(0, Number.MAX_SAFE_INTEGER, {
      default: "1GiB",
      example: "20GiB",
      help: "Bytes of the disk that stay free, for the journal and for other programs.",
    }),
  },
  "history-time": {
    group: "Spool",
    ...time(60_000, 3650 * DAY, {
      default: "7d",
      example: "30d",
      help: "How long completed files, and with them their idempotency keys, are remembered.",
    }),
  },
  "history-files": {
    group: "Spool",
    ...number(0, 10_000_000, {
      default: "100000",
      example: "10000",
      help: "How many completed files are remembered.",
    }),
  },
  "tus-expires-after": {
    group: "Spool",
    ...time(60_000, 365 * DAY, {
      default: "7d",
      example: "1d",
      help: "When a tus upload that is not complete is discarded, after its creation.",
    }),
  },
  forwards: {
    group: "Spool",
    ...number(1, 256, {
      default: "8",
      example: "16",
      help: "Small files of the spool that are sent to the service at once. Each of them is in memory, with 8 MiB at most.",
    }),
  },
  "large-forwards": {
    group: "Spool",
    ...number(1, 64, {
      default: "2",
      example: "1",
      help: "Large files of the spool that are sent to the service at once.",
    }),
  },
  "acts-for": {
    group: "Callers",
    value: "SUB,…",
    read: list(sub),
    many: true,
    default: "",
    example: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    help: "The subs of the users that the relay acts for. Others get 403. Default: all users of the pool.",
  },
  "without-authentication": {
    group: "Callers",
    value: "WORD",
    read: choice("loopback", "network"),
    limit: "loopback or network",
    example: "loopback",
    help: "Accepts files without a token: loopback from this machine only (--host must be a loopback address), network from everybody who reaches --host. Needs --owner-without-authentication. Default: every request needs an ID token of the service's user pool.",
  },
  "owner-without-authentication": {
    group: "Callers",
    value: "SUB",
    read: sub,
    example: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    help: "The sub of the user who owns all files that arrive without authentication.",
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;
export type Values = { [name in OptionName]?: ReturnType<(typeof OPTIONS)[name]["read"]> };

export const optionNames = Object.keys(OPTIONS) as OptionName[];

const PREFIX = "MALOTE_RELAY_";
export const variableOf = (name: string): string => PREFIX + name.toUpperCase().replaceAll("-", "_");
export const isOurs = (variable: string): boolean => variable.startsWith(PREFIX);
