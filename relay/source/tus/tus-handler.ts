import type { IncomingMessage, ServerResponse } from "node:http";
import { Server } from "@tus/server";
import { NodeRequest, sendNodeResponse } from "srvx/node";
import { Problem } from "../problems/problem.ts";
import { uploadLocker } from "./locker.ts";
import { currentRequest, runWith } from "./request-context.ts";
import { SpoolStore, type SpoolStoreOptions } from "./spool-store.ts";
import { problemOfTus } from "./tus-problem.ts";

export interface TusOptions extends Omit<SpoolStoreOptions, "now" | "expiresAfter"> {
  /** Where it is mounted. Default: /tus */
  path?: string;
  /** Bytes of the largest file, which may change. Default: no limit of its own. */
  maxSize?: number | (() => number) | undefined;
  /** Milliseconds. Default: 7 days. */
  expiresAfter?: number;
  /** Origins of pages that may upload. Default: none, so browsers refuse it. */
  allowedOrigins?: readonly string[];
  /** Called after a complete upload has become an entry of the spool. Default: nothing. */
  onComplete?(): void;
  /** The relay's one mapping from errors to responses. */
  describeError(error: unknown, requestId: string | undefined): { status: number; body: object };
  now?(): number;
}

export interface TusCaller {
  owner: string;
  requestId?: string | undefined;
}

/** A checksum that nobody compares would be a false promise. */
const checksumUnsupported = new Problem(
  400,
  "checksum-unsupported",
  "Upload-Checksum is not supported",
  "The relay does not have the extension checksum of tus. Send the request without Upload-Checksum.",
);

const PROBLEM = "application/problem+json";
const WEEK = 7 * 24 * 3_600_000;
/** Milliseconds between the request to end a PATCH and its end. @tus/server takes 0 for its default of 3 s. */
const DRAIN = 1;
/** The methods that X-HTTP-Method-Override may name, for clients behind proxies that refuse them. */
const OVERRIDES = new Set(["PATCH", "DELETE", "HEAD"]);

/**
 * tus 1.0 for stock clients: creation, creation-with-upload, creation-defer-length, termination, expiration. The caller is
 * verified before. A complete upload is an entry of the spool, and the header `Malote-Location` says where to follow it.
 */
export const tusHandler = ({
  path = "/tus",
  maxSize,
  expiresAfter = WEEK,
  allowedOrigins = [],
  describeError,
  now = Date.now,
  ...options
}: TusOptions) => {
  const store = new SpoolStore({ ...options, expiresAfter, now });
  const server = new Server({
    path,
    datastore: store,
    locker: uploadLocker(),
    lockDrainTimeout: DRAIN,
    // Behind a proxy the relay does not know its own URL.
    relativeLocation: true,
    disableTerminationForFinishedUploads: true,
    allowedOrigins: (origin) => allowedOrigins.includes(origin),
    allowedHeaders: ["X-Request-Id"],
    exposedHeaders: ["Malote-Location"],
    ...(maxSize !== undefined && { maxSize }),
    onIncomingRequest: async (request, id) => {
      // Before the lock: a request of somebody else must not end the one that holds it.
      if (request.method !== "POST") await store.requireOwn(id);
    },
    onUploadFinish: async (_request, { id }) => {
      await options.spool.finish(id);
      options.onComplete?.();
      return { headers: { "Malote-Location": `/files/${id}` } };
    },
    onResponseError: (_request, error) => {
      const request = currentRequest();
      const cause = error instanceof Error ? error : problemOfTus(error);
      const { status, body } = describeError(cause, request.requestId);
      request.isProblem = true;
      return { status_code: status, body: JSON.stringify(body) };
    },
  });

  return async (request: IncomingMessage, response: ServerResponse, caller: TusCaller): Promise<void> => {
    const override = request.headers["x-http-method-override"];
    if (request.method === "POST" && typeof override === "string" && OVERRIDES.has(override)) {
      request.method = override;
    }
    if (request.headers["upload-checksum"] !== undefined) {
      const { status, body } = describeError(checksumUnsupported, caller.requestId);
      response.writeHead(status, { "Content-Type": PROBLEM, "Tus-Resumable": "1.0.0" });
      response.end(JSON.stringify(body));
      return;
    }
    await runWith({ ...caller, isProblem: false }, async () => {
      const answer = await server.handleWeb(new NodeRequest({ req: request, res: response }));
      // @tus/server gives the body of an error no media type.
      if (currentRequest().isProblem) answer.headers.set("Content-Type", PROBLEM);
      await sendNodeResponse(response, answer);
    });
  };
};
