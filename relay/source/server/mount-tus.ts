import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { TusCaller } from "../tus/index.ts";
import { callerOf, requestIdOf } from "./locals.ts";

type Tus = (request: IncomingMessage, response: ServerResponse, caller: TusCaller) => Promise<void>;

/** tus behind the same checks as the other routes. A client that is silent for `idleTimeout` is cut off; what arrived stays. */
export const mountTus =
  (tus: Tus, { idleTimeout }: { idleTimeout: number }): RequestHandler =>
  async (request, response) => {
    // Express cuts the path off where it is mounted.
    request.url = request.originalUrl;
    request.setTimeout(idleTimeout, () => request.destroy());
    if (request.headers.expect !== undefined) response.writeContinue();
    await tus(request, response, { owner: callerOf(response).sub, requestId: requestIdOf(response) });
  };
