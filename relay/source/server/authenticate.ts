import type { RequestHandler } from "express";
import { setCaller } from "./locals.ts";

/** Returns who sends the request. @throws Problem 401 */
export type Verify = (authorization: string | undefined) => Promise<{ sub: string }>;

/** Checks the token before a byte of the body is read. */
export const authenticate =
  (verify: Verify): RequestHandler =>
  async (request, response, next) => {
    const { authorization } = request.headers;
    const { sub } = await verify(authorization).catch((error: unknown) => {
      response.set("WWW-Authenticate", "Bearer");
      throw error;
    });
    setCaller(response, { sub }, authorization?.replace(/^Bearer\s+/i, ""));
    next();
  };
