import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request was meant for this server. A web page elsewhere can have its name lead to 127.0.0.1 (DNS
 * rebinding) and would then be of the same origin as this page; the Host header still tells its name.
 */
export const isForUs = ({ host }: IncomingHttpHeaders, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`;

/**
 * Whether our own page asks. Browsers send Origin with every POST and let no page choose it; what has none is
 * no page of ours.
 */
export const isFromOurPage = (headers: IncomingHttpHeaders, port: number): boolean => {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  return isForUs(headers, port) && origin === `http://${host}` && (site ?? "same-origin") === "same-origin";
};
