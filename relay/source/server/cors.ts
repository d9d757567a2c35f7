import type { RequestHandler } from "express";

const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
/** What a page may read of a response. Without this a browser hides it. */
const EXPOSED = [
  "Location",
  "Retry-After",
  "Preference-Applied",
  "X-Request-Id",
  "ETag",
  "Tus-Resumable",
  "Tus-Version",
  "Tus-Extension",
  "Tus-Max-Size",
  "Upload-Offset",
  "Upload-Length",
  "Upload-Metadata",
  "Upload-Expires",
].join(", ");
/** Seconds. Chromium accepts two hours at most. */
const MAX_AGE = 7200;

/**
 * Lets pages of these origins call the relay. Tokens come in a header and never in a cookie, so any header may be sent:
 * tracing libraries add their own. A preflight has no token, and is answered here.
 */
export const cors = (origins: readonly string[]): RequestHandler => {
  const all = origins.includes("*");
  return (request, response, next) => {
    const { origin } = request.headers;
    if (!all) response.vary("Origin");
    const allowed = origin !== undefined && (all || origins.includes(origin));
    if (allowed) {
      response.set({
        "Access-Control-Allow-Origin": all ? "*" : origin,
        "Access-Control-Expose-Headers": EXPOSED,
      });
    }
    const asked = request.get("access-control-request-method");
    if (request.method !== "OPTIONS" || asked === undefined) return next();
    if (allowed) {
      response.vary("Access-Control-Request-Headers").set({
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": request.get("access-control-request-headers") ?? "",
        "Access-Control-Max-Age": MAX_AGE,
        // A page of the internet calls a relay in the office's network.
        ...(request.get("access-control-request-private-network") === "true" && {
          "Access-Control-Allow-Private-Network": "true",
        }),
      });
    }
    response.status(204).end();
  };
};
