import { createHash } from "node:crypto";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { sendProblem } from "../server/send-problem.ts";
import type { Metrics } from "./metrics.ts";
import { relayStatus, type StatusParts } from "./status/relay-status.ts";
import { STYLE, statusPage } from "./status/status-page.ts";

export interface StatusAppParts extends StatusParts {
  metrics: Pick<Metrics, "registry">;
  /** Names by which it may be called. Undefined: any, for an address that is not loopback. */
  hosts?: readonly string[] | undefined;
}

const STYLE_HASH = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** The names of this machine's loopback. A page of another site that points its own name here has another Host. */
export const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

/**
 * What operators of the relay read: a page, `/status.json`, `/metrics`, `/healthz`, `/readyz`. It has no authentication, and
 * so an address of its own, which is loopback unless the settings say otherwise.
 */
export const createStatusApp = (parts: StatusAppParts): Express => {
  const { metrics, hosts, reasons } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], styleSrc: [STYLE_HASH], frameAncestors: ["'none'"] },
      },
      strictTransportSecurity: false,
    }),
  );
  if (hosts) app.use(onlyHosts(hosts));
  app.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });
  app.get("/", async (_request, response) => {
    response.type("html").send(statusPage(await relayStatus(parts)));
  });
  app.get("/status.json", async (_request, response) => {
    response.json(await relayStatus(parts));
  });
  app.get("/metrics", async (_request, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  app.get("/readyz", (_request, response) => {
    const why = reasons();
    response.status(why.length === 0 ? 200 : 503).json({ ready: why.length === 0, reasons: why });
  });
  const onError: ErrorRequestHandler = (error, request, response, _next) => {
    sendProblem(request, response, problemOf(error));
  };
  app.use(onError);
  return app;
};

/** @throws Problem 403 */
const onlyHosts =
  (hosts: readonly string[]): RequestHandler =>
  (request, _response, next) => {
    const host = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    if (hosts.includes(host)) return next();
    throw new Problem(
      403,
      "host-not-allowed",
      "This name is not allowed",
      "Call it as localhost or 127.0.0.1.",
    );
  };
