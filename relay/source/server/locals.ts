import type { Response } from "express";

/** What the middleware knows of a request. */
interface Locals {
  requestId?: string;
  caller?: { sub: string };
  token?: string;
}

const localsOf = (response: Response): Locals => response.locals as Locals;

export const setRequestId = (response: Response, requestId: string): void => {
  localsOf(response).requestId = requestId;
};
export const requestIdOf = (response: Response): string => localsOf(response).requestId ?? "";

export const setCaller = (response: Response, caller: { sub: string }, token: string | undefined): void => {
  localsOf(response).caller = caller;
  if (token !== undefined) localsOf(response).token = token;
};
export const knownCallerOf = (response: Response): { sub: string } | undefined => localsOf(response).caller;
/** @throws Error if the route has no authentication, which is a mistake of the wiring */
export const callerOf = (response: Response): { sub: string } => {
  const { caller } = localsOf(response);
  if (!caller) throw new Error("This route is not authenticated.");
  return caller;
};
export const tokenOf = (response: Response): string | undefined => localsOf(response).token;
