import { ServiceError } from "../errors/service-error.ts";
import type { ConnectOptions, Malote } from "../types/connection.ts";
import type { Description } from "../types/wire.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { call } from "./call.ts";
import { checksumsOn } from "./checksums.ts";
import { type Internals, keepInternals, type Platform } from "./internals.ts";
import { Pool } from "./pool.ts";
import { sendByFetch } from "./send-by-fetch.ts";
import { tokens } from "./tokens.ts";

/** The options that are numbers: default, least, most. Timers of more than 2 ** 31 ms (24 days) would end at once. */
const NUMBERS = {
  retries: [10, 0, 100],
  retryDelay: [500, 0],
  maxRetryDelay: [30_000, 0],
  timeout: [35_000, 1],
  stallTimeout: [30_000, 1],
  minSpeed: [1024, 0],
} as const satisfies { [name in keyof ConnectOptions]?: readonly [number, number, number?] };
type Numbers = Record<keyof typeof NUMBERS, number>;

export const CONNECT_OPTIONS: readonly string[] = [
  ...Object.keys(NUMBERS),
  "url",
  "token",
  "connections",
  "fetch",
  "checksums",
];

/** `connect` with what a platform brings along. */
export const connectOn = (platform: Platform, options: ConnectOptions): Malote => {
  checkOptions("connect", options, CONNECT_OPTIONS);
  const url = apiUrl(options.url);
  if (typeof options.token !== "string" && typeof options.token !== "function") {
    throw new TypeError("connect needs the option token, or a function that returns it.");
  }
  const { start, most } = platform.connections;
  const connections = checkNumber("connections", options.connections ?? most, 1, 256);
  const fetch =
    options.fetch ?? ((...request: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...request));
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, [usual, least, most = 2e9]]) => [
      name,
      checkNumber(name, options[name as keyof Numbers] ?? usual, least, most),
    ]),
  ) as Numbers;
  const here = checksumsOn(platform.crc32);
  const internals: Internals = {
    url,
    fetch,
    send: (!options.fetch && platform.send) || sendByFetch(fetch),
    tokens: tokens(options.token),
    pool: new Pool({ start: options.connections ?? start, most: connections }),
    checksums: async (slice, signal) => (await options.checksums?.(slice)) ?? here(slice, signal),
    describe: describing(() => internals),
    ...numbers,
  };
  const malote: Malote = { url, describe: internals.describe };
  keepInternals(malote, internals);
  return malote;
};

/** Messages show the URL, so it may not hold a password. No fetch accepts one there anyway. */
const apiUrl = (url: string): string => {
  if (typeof url === "string" && /^https?:\/\/[^?#@]+$/.test(url)) return url.replace(/\/+$/, "");
  throw new TypeError("connect needs the option url, which begins with https:// or http://.");
};

/** Reads /.well-known/malote once. A failed read is tried again with the next call. */
const describing = (internals: () => Internals) => {
  let read: Promise<Description> | undefined;
  return () => {
    read ??= call<Description>(internals(), {
      route: "GET /.well-known/malote",
      open: true,
    }).then(
      ({ body }) => body,
      (error: unknown) => {
        // A deployment without this route refuses it, and gets along without.
        if (error instanceof ServiceError && error.status === 404) return {};
        read = undefined;
        throw error;
      },
    );
    return read;
  };
};
