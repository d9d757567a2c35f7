import type { Request, Response } from "express";
import { invalidRequest, lengthRequired, unsupportedBody } from "../problems/problems.ts";
import { callerOf, requestIdOf } from "../server/locals.ts";
import type { BodyLimits } from "./body-bytes.ts";
import { bodyBytes } from "./body-bytes.ts";
import type { Deliver } from "./deliver.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { prefersAsync } from "./prefer.ts";

export interface ReceivePorts {
  deliver: Deliver;
  settings: BodyLimits & {
    maxFileBytes: number;
    maxFormFiles: number;
    maxFormFields: number;
    storeByDefault: boolean;
  };
  /** Aborted when the relay ends the uploads under way, because it is stopped. */
  ending: AbortSignal;
}

/** What both routes that receive files read of a request, before a byte of its body. */
export const uploadContext = ({ settings, ending }: ReceivePorts, request: Request, response: Response) => {
  if (
    request.headers["content-encoding"] !== undefined &&
    request.headers["content-encoding"] !== "identity"
  ) {
    throw unsupportedBody("The relay does not decode bodies. Send the file without Content-Encoding.");
  }
  // RFC 9110, section 14.5: a server that does not support partial PUT must refuse it.
  if (request.headers["content-range"] !== undefined) {
    throw invalidRequest("The relay accepts whole files only. Send large files in pieces through /tus/.");
  }
  const asked = prefersAsync(request.headers["prefer"]?.toString());
  const key = idempotencyKey(request.get("idempotency-key"));
  const gone = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return {
    way: asked || settings.storeByDefault ? ("store" as const) : ("stream" as const),
    asked,
    key,
    owner: callerOf(response).sub,
    requestId: requestIdOf(response),
    length: contentLength(request),
    /** Aborted when the client is gone. */
    signal: AbortSignal.any([gone.signal, ending]),
    bytes: () =>
      bodyBytes(request, settings, () => {
        if (/^100-continue$/i.test(request.get("expect") ?? "")) response.writeContinue();
      }),
  };
};

/** Bytes of the body. Undefined for a chunked one. Node.js has checked the header. */
const contentLength = (request: Request): number | undefined => {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length !== undefined) return Number(length);
  // Without both there is no body (RFC 9112, section 6.3). An empty file that nobody meant must not be stored.
  if (encoding === undefined) throw lengthRequired();
  return undefined;
};
