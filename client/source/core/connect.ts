import type { ConnectOptions, Malote } from "../types/connection.ts";
import { crc32 } from "../utils/crc32.ts";
import { connectOn } from "./connect-on.ts";
import type { Platform } from "./internals.ts";
import { sendByXhr } from "./send-by-xhr.ts";

/**
 * A connection to a deployment. Nothing is requested before it is needed, and nothing needs to be closed.
 *
 * ```ts
 * const malote = connect({ url: "https://api.example.com/v1", token: async () => session.idToken });
 * ```
 * @throws TypeError for a missing, misspelt or impossible option
 */
export const connect = (options: ConnectOptions): Malote => connectOn(browser(), options);

const browser = (): Platform => ({
  send: typeof XMLHttpRequest === "undefined" ? undefined : sendByXhr,
  crc32,
  connections: { start: 6, most: 6 },
});
