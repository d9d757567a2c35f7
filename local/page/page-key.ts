import { randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The page's address with a new key. Other users of the machine can reach the page's server and send any header, but do
 * not know this address. A browser does not send the part after #: the page reads it and sends it as X-Page-Key.
 */
export const withPageKey = (url: string): string => `${url}/#${randomBytes(16).toString("hex")}`;

/** Whether a request has the key of the page's address. */
export const hasPageKey = (sent: string | string[] | undefined, address: string | undefined): boolean => {
  const key = Buffer.from(URL.parse(address ?? "")?.hash.slice(1) ?? "");
  const given = Buffer.from(String(sent ?? ""));
  return key.length > 0 && key.length === given.length && timingSafeEqual(key, given);
};
