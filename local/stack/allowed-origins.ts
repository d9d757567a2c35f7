import { Trouble } from "../../tools/command/trouble.ts";

/** The loopback interface's addresses, and names that browsers resolve to them without asking a name server. */
const LOOPBACK = /^(127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)*localhost)$/;

/**
 * Reads the values of --allow-origin: origins of this machine, exactly as a browser sends them.
 * @throws Trouble (exit code 2) for anything else
 */
export const readAllowedOrigins = (values: string[]): string[] => values.map(readAllowedOrigin);

const readAllowedOrigin = (text: string): string => {
  const url = URL.parse(text);
  if (url && isLocal(url)) return url.origin;
  throw new Trouble(
    `--allow-origin must be the origin of a page on this machine, such as http://localhost:3000, not "${text}".`,
    { exitCode: 2 },
  );
};

const isLocal = ({ protocol, hostname, pathname, search, hash, username, password }: URL): boolean =>
  /^https?:$/.test(protocol) &&
  LOOPBACK.test(hostname) &&
  pathname === "/" &&
  search + hash + username + password === "";

/** Whether --allow-origin accepts this origin. */
export const isAllowable = (origin: string): boolean => {
  const url = URL.parse(origin);
  return url !== null && isLocal(url);
};
