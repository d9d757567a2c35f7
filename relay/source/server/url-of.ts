import { isIPv6 } from "node:net";

/** Where a server is reached, as an operator can open it. A server on all addresses is reached on this machine's own. */
export const urlOf = (scheme: "http" | "https", host: string, port: number): string => {
  const own = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `${scheme}://${isIPv6(own) ? `[${own}]` : own}:${port}`;
};
