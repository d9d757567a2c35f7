import type { RequestHandler } from "express";
import { Problem } from "../problems/problem.ts";

/** The names of this machine's loopback. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * For a relay without authentication: a page of the internet can send a form to an address of this machine without asking. So
 * a page must be of `origins`, and on loopback nobody may call the relay by another name (DNS rebinding).
 */
export const refuseForeignPages = (origins: readonly string[], host: string): RequestHandler => {
  const onLoopback = LOOPBACK.some((name) => name.replace(/[[\]]/g, "") === host);
  return ({ headers }, _response, next) => {
    const { origin } = headers;
    const name = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const isForeign = origin !== undefined && !origins.includes("*") && !origins.includes(origin);
    if (!isForeign && (!onLoopback || LOOPBACK.includes(name))) return next();
    throw new Problem(
      403,
      "page-not-allowed",
      "This page may not use the relay",
      "The relay runs without authentication. Name the page's origin in --origins, and call the relay by its own address.",
    );
  };
};
