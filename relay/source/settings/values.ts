import { BlockList, isIP } from "node:net";
import { quoted } from "./quoted.ts";

/** Why a text is not a value of an option: what follows the option's name in a sentence. */
export class ValueFault extends Error {
  override readonly name = "ValueFault";
}

/** Reads the text of an option. @throws ValueFault */
export type Read<T> = (text: string) => T;

const refuse = (text: string, expected: string): never => {
  throw new ValueFault(`must be ${expected}, not ${quoted(text)}`);
};

export const whole =
  (least: number, most: number): Read<number> =>
  (text) => {
    const number = Number(text);
    if (/^\d{1,16}$/.test(text) && number >= least && number <= most) return number;
    return refuse(text, `a whole number from ${least} to ${most}`);
  };

const SIZES: Record<string, number> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** Bytes: `1048576`, `512MiB`, `1.5GiB`, `2GB`. */
export const size =
  (least: number, most: number): Read<number> =>
  (text) => {
    const [, amount, unit = ""] = /^(\d{1,16}(?:\.\d{1,3})?) ?([a-z]{0,3})$/i.exec(text) ?? [];
    const factor = SIZES[unit.toLowerCase()];
    const bytes = Math.floor(Number(amount) * (factor ?? Number.NaN));
    if (bytes >= least && bytes <= most) return bytes;
    return refuse(text, `a size from ${shownSize(least)} to ${shownSize(most)}, such as 512MiB`);
  };

export const shownSize = (bytes: number): string => {
  const [unit, factor] =
    Object.entries({ TiB: 1024 ** 4, GiB: 1024 ** 3, MiB: 1024 ** 2, KiB: 1024 }).find(
      ([, factor]) => bytes >= factor && bytes % factor === 0,
    ) ?? (["", 1] as const);
  return `${bytes / factor}${unit}`;
};

const TIMES: Record<string, number> = { ms: 1, s: 1000, "": 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds: `30s`, `500ms`, `5m`, `12h`, `7d`. A number without a unit is seconds. */
export const duration =
  (least: number, most: number): Read<number> =>
  (text) => {
    const [, amount, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?) ?(ms|s|m|h|d|)$/i.exec(text) ?? [];
    const ms = Math.round(Number(amount) * (TIMES[unit.toLowerCase()] ?? Number.NaN));
    if (ms >= least && ms <= most) return ms;
    return refuse(text, `a time from ${shownTime(least)} to ${shownTime(most)}, such as 30s`);
  };

export const shownTime = (ms: number): string => {
  const [unit, factor] =
    (["d", "h", "m", "s"] as const)
      .map((unit) => [unit, TIMES[unit] ?? 1] as const)
      .find(([, factor]) => ms >= factor && ms % factor === 0) ?? (["ms", 1] as const);
  return `${ms / factor}${unit}`;
};

export const choice =
  <const T extends string>(...words: readonly T[]): Read<T> =>
  (text) =>
    words.find((word) => word === text) ?? refuse(text, words.join(" or "));

export const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[|\]$/g, "");
  return bare === "localhost" || bare === "::1" || (isIP(bare) === 4 && bare.startsWith("127."));
};

export const url: Read<string> = (text) => {
  const parsed = URL.parse(text);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    return refuse(text, "a URL such as https://abc123.execute-api.eu-west-1.amazonaws.com/v1");
  }
  // The value is not quoted: it may have a password.
  if (parsed.username || parsed.password)
    throw new ValueFault("must not have a user name or password in the URL");
  if (parsed.search || parsed.hash) return refuse(text, "a URL without ? and #");
  return parsed.href.replace(/\/+$/, "");
};

export const host: Read<string> = (text) =>
  isIP(text) || /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text)
    ? text
    : refuse(text, "an address or host name, such as 127.0.0.1");

export const path: Read<string> = (text) =>
  text.includes("\0") ? refuse(text, "a path without NUL characters") : text;

/** Cognito allows 1 to 128 characters. */
export const username: Read<string> = (text) =>
  /^[^\p{Cc}]{1,128}$/u.test(text) ? text : refuse(text, "a user name of 1 to 128 characters");

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const sub: Read<string> = (text) =>
  UUID.test(text) ? text : refuse(text, "the sub of a user, a UUID in lower case");

export const origin: Read<string> = (text) => {
  if (text === "*") return text;
  const parsed = URL.parse(text);
  return parsed && parsed.origin === text ? text : refuse(text, "an origin such as https://app.example.com");
};

const NETWORKS = new Set(["loopback", "linklocal", "uniquelocal"]);

export const network: Read<string> = (text) => {
  if (NETWORKS.has(text)) return text;
  const [address = "", prefix, ...more] = text.split("/");
  const family = isIP(address);
  const valid = family !== 0 && more.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix));
  try {
    if (valid) new BlockList().addSubnet(address, Number(prefix ?? 0), family === 4 ? "ipv4" : "ipv6");
    if (valid) return text;
  } catch {
    // The prefix is longer than the address.
  }
  return refuse(text, "an address, a network such as 10.0.0.0/8, or loopback, linklocal or uniquelocal");
};

/** Several values, separated by commas. A text that has only commas is a mistake, and not an empty list. */
export const list =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (text) => {
    const items = text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    if (items.length === 0 && text !== "") refuse(text, "values with commas between them");
    return items.map(read);
  };
