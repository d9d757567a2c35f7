import type { RequestHandler } from "express";
import { relayBusy } from "../problems/problems.ts";

/** Refuses the uploads over a number at once with 503 and Retry-After, before a byte of their bodies is read. */
export const limitUploads = (most: number): RequestHandler => {
  let active = 0;
  return (_request, response, next) => {
    // The client went away while its token was checked. Nothing would free its place.
    if (response.closed) return;
    if (active >= most)
      throw relayBusy(`This relay receives ${most} uploads at once. Send the file again soon.`);
    active++;
    response.once("close", () => active--);
    next();
  };
};
