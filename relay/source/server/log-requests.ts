import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { knownCallerOf, requestIdOf } from "./locals.ts";

/**
 * One line for each request, when it ends. It holds no header, no query and no name of a file: they may hold tokens or what a
 * user keeps private.
 */
export const logRequests =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const began = performance.now();
    const { method, socket } = request;
    const before = socket.bytesRead;
    response.on("close", () => {
      const { statusCode: status, writableFinished } = response;
      log[status >= 500 ? "warn" : "info"](
        {
          request_id: requestIdOf(response),
          method,
          route: routeOf(request.path),
          // What nginx logs for a client that has closed its connection.
          status: writableFinished ? status : 499,
          ms: Math.round(performance.now() - began),
          bytes_read: socket.bytesRead - before,
          client: request.ip,
          owner: knownCallerOf(response)?.sub,
        },
        "request",
      );
    });
    next();
  };

/** The first folder of a path: the rest may be the name of a file. */
const routeOf = (path: string): string => {
  const [, first = "", ...rest] = path.split("/");
  return /^[\w.-]{0,20}$/.test(first) ? `/${first}${rest.length > 0 ? "/…" : ""}` : "/…";
};
