import { crc32 } from "node:zlib";
import { connectOn } from "../core/connect-on.ts";
import type { ConnectOptions, Malote } from "../types/connection.ts";
import { sendByHttp } from "./send-by-http.ts";

/**
 * A connection to a deployment, from Node.js. Nothing is requested before it is needed, and nothing needs to be closed.
 * @throws TypeError for a missing, misspelt or impossible option
 */
export const connect = (options: ConnectOptions): Malote =>
  connectOn({ send: sendByHttp(), crc32, connections: { start: 8, most: 32 } }, options);
