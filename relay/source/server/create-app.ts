import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import helmet from "helmet";
import type { Malote } from "malote/node";
import type { Logger } from "pino";
import { problemOf } from "../problems/problem-of.ts";
import { invalidRequest, methodNotAllowed, routeNotFound } from "../problems/problems.ts";
import type { Deliver } from "../receive/deliver.ts";
import { getFile } from "../receive/get-file.ts";
import { postFiles } from "../receive/post-files.ts";
import { putFile } from "../receive/put-file.ts";
import type { Spool } from "../spool/index.ts";
import { authenticate, type Verify } from "./authenticate.ts";
import { cors } from "./cors.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { limitUploads } from "./limit-uploads.ts";
import { requestIdOf } from "./locals.ts";
import { loggable } from "./log-error.ts";
import { logRequests } from "./log-requests.ts";
import { refuseForeignPages } from "./refuse-foreign-pages.ts";
import { requestId } from "./request-id.ts";
import { sendProblem } from "./send-problem.ts";
import type { ServerSettings } from "./settings.ts";

/** What other parts of the relay serve. */
export interface Mounted {
  path: string;
  handler: RequestHandler;
  /** Whether anybody may call it. Default: a token is needed. */
  open?: boolean;
  /** Whether its requests count as uploads. */
  uploads?: boolean;
}

export interface AppParts {
  settings: ServerSettings;
  verify: Verify;
  deliver: Deliver;
  spool: Pick<Spool, "get">;
  /** A connection with the caller's own token. Without authentication there may be none. */
  connectAs(token: string | undefined): Malote;
  /** Whether everybody who reaches the relay is a caller. Pages of other origins are not. */
  withoutAuthentication?: boolean;
  lifecycle: Lifecycle;
  log: Logger;
  mounted?: readonly Mounted[];
}

/** The relay's HTTP routes. What is checked before a body is read: readiness, token, room, and then the route's own rules. */
export const createApp = (parts: AppParts): Express => {
  const { settings, verify, deliver, spool, connectAs, lifecycle, log, mounted = [] } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", settings.trustedProxies.length > 0 && [...settings.trustedProxies]);
  app.set("query parser", false);

  app.use(requestId, logRequests(log));
  app.use(helmet({ strictTransportSecurity: settings.tls !== undefined }));
  app.use(cors(settings.origins));

  app.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  app.get("/readyz", (_request, response) => {
    const reasons = lifecycle.reasons();
    response.status(reasons.length === 0 ? 200 : 503).json({ ready: reasons.length === 0, reasons });
  });

  app.use(lifecycle.refuse);
  if (parts.withoutAuthentication) app.use(refuseForeignPages(settings.origins, settings.host));
  const caller = authenticate(verify);
  const uploads = limitUploads(settings.maxUploads);
  for (const { path, handler, open, uploads: counts } of mounted) {
    app.use(path, ...(open ? [] : [caller]), ...(counts ? [uploads] : []), handler);
  }
  const ports = { deliver, settings, ending: lifecycle.ending };
  app
    .route("/files/:name")
    .all(caller)
    .put(uploads, putFile(ports))
    .get(getFile(spool, connectAs))
    .all(onlyMethods("GET, PUT"));
  app
    .route("/files")
    .all(caller)
    .post(uploads, postFiles(ports))
    .put(() => {
      throw invalidRequest("The URL has no file name. Send PUT /files/{name}.");
    })
    .all(onlyMethods("POST"));
  app.use(() => {
    throw routeNotFound();
  });

  const onError: ErrorRequestHandler = (error, request, response, _next) => {
    if (request.socket.destroyed) {
      log.debug({ request_id: requestIdOf(response) }, "The client is gone");
      return;
    }
    const problem = problemOf(error);
    const about = { request_id: requestIdOf(response), code: problem.code, error: loggable(error) };
    if (problem.status >= 500) log.warn(about, problem.title);
    else log.debug(about, problem.title);
    sendProblem(request, response, problem, settings.lingerTimeout);
  };
  app.use(onError);
  return app;
};

const onlyMethods =
  (methods: string): RequestHandler =>
  (_request, response) => {
    response.set("Allow", methods);
    throw methodNotAllowed(methods);
  };
