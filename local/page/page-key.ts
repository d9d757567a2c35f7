import { randomBytes, timingSafeEqual } from "node:crypto";

/**
 * The addresses of the two pages with a new key. Other users of the machine can reach the page's server and send any header, but do
 * not know these addresses. A browser does not send the part after #: the page reads it and sends it as X-Page-Key.
 */
export const withPageKey = (url: string): { page_url: string; docs_url: string } => {
  const key = randomBytes(16).toString("hex");
  return { page_url: `${url}/#${key}`, docs_url: `${url}/docs/#${key}` };
};

/** Whether a request has the key of the page's address. */
export const hasPageKey = (sent: string | string[] | undefined, address: string | undefined): boolean => {
  const key = Buffer.from(URL.parse(address ?? "")?.hash.slice(1) ?? "");
  const given = Buffer.from(String(sent ?? ""));
  return key.length > 0 && key.length === given.length && timingSafeEqual(key, given);
};
