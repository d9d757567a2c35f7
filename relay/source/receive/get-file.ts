import type { RequestHandler } from "express";
import { type Malote, ServiceError, status } from "malote/node";
import { Problem } from "../problems/problem.ts";
import { notFound } from "../problems/problems.ts";
import { callerOf, tokenOf } from "../server/locals.ts";
import type { Spool } from "../spool/index.ts";
import { entryView } from "./entry-view.ts";

const ID = /^[A-Za-z0-9-]{8,64}$/;

/**
 * GET /files/{id}: an entry of the spool, or else the status of a file of the service. The service is asked with the caller's own
 * token, so that it decides who may see the file.
 */
export const getFile =
  (
    spool: Pick<Spool, "get">,
    connectAs: (token: string | undefined) => Malote,
  ): RequestHandler<{ name: string }> =>
  async ({ params: { name: id } }, response) => {
    if (!ID.test(id)) throw notFound();
    const { sub } = callerOf(response);
    const entry = await spool.get(id);
    if (entry && entry.owner !== sub) throw notFound();
    if (entry) {
      response.json(entryView(entry));
      return;
    }
    response.json(await status(connectAs(tokenOf(response)), id).catch(refusedToken));
  };

/** Of this request alone, 401 and 403 are about the caller's token and not about the relay's. */
const refusedToken = (error: unknown): never => {
  if (!(error instanceof ServiceError) || (error.status !== 401 && error.status !== 403)) throw error;
  throw new Problem(error.status, error.code, error.title, error.message, { cause: error });
};
