import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { setRequestId } from "./locals.ts";

/** An id for the response and the logs: the client's own `X-Request-Id`, if it is short and harmless, or a new one. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get("x-request-id");
  const id = given !== undefined && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
  setRequestId(response, id);
  response.set("X-Request-Id", id);
  next();
};
