import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request has this server's own Host header. A foreign web page can make its host name resolve to 127.0.0.1
 * (DNS rebinding), and would then have the same origin as this page. Its Host header still has the foreign name.
 */
export const isForUs = ({ host }: IncomingHttpHeaders, port: number): boolean =>
  host === `127.0.0.1:${port}` || host === `localhost:${port}`;

/**
 * Whether a request is from this server's own page. Browsers send Origin with every POST, and no page can choose it. A
 * request without Origin is not from this page.
 */
export const isFromOurPage = (headers: IncomingHttpHeaders, port: number): boolean => {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  return isForUs(headers, port) && origin === `http://${host}` && (site ?? "same-origin") === "same-origin";
};
