import type { Request, Response } from "express";
import type { Problem } from "../problems/problem.ts";
import { discard } from "../receive/discard.ts";
import { requestIdOf } from "./locals.ts";
import { problemBody } from "./problem-body.ts";

/**
 * Responds with a problem. If the client is still sending its body, the connection is closed after the response. It is not closed at
 * once: a close with unread bytes resets the connection, and then most clients lose the response (RFC 9112, section 9.6). A
 * response that has begun cannot be taken back, so its connection is destroyed.
 */
export const sendProblem = (
  request: Request,
  response: Response,
  problem: Problem,
  lingerTimeout = 2000,
): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(problemBody(problem, requestIdOf(response)));
  response.status(problem.status).set({
    "Content-Type": "application/problem+json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    ...(problem.retryAfter !== undefined && { "Retry-After": Math.ceil(problem.retryAfter) }),
  });
  if (request.complete || !hasBody(request)) {
    response.end(body);
    return;
  }
  response.set("Connection", "close");
  // A client that still waits for 100 Continue sends no body after another response.
  if (request.headers.expect !== undefined && !continued(response)) {
    response.end(body);
    return;
  }
  response.write(body);
  const end = () => {
    clearTimeout(timer);
    if (!response.writableEnded) response.end();
  };
  const timer = setTimeout(() => {
    end();
    request.socket.destroySoon();
  }, lingerTimeout);
  request.on("end", end).on("close", end).on("error", end);
  discard(request);
};

/** Node.js has no public member for it. */
const continued = (response: Response): boolean => (response as { _sent100?: boolean })._sent100 === true;

const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
