import type { Request } from "express";

/** The query of a request. Express decodes percent-encoding that is no UTF-8 without an error; this does as well. */
export const queryOf = (request: Request): URLSearchParams => {
  const mark = request.url.indexOf("?");
  return new URLSearchParams(mark < 0 ? "" : request.url.slice(mark));
};
