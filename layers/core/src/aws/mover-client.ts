import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { type CallLimits, clientConfig } from "./client-config.ts";

/** Of looks and deletes. Nobody waits for the mover as for a route, so that a slow S3 gets more time. */
export const MOVER_CALL_LIMITS: CallLimits = { maxAttempts: 3, requestTimeoutMs: 5000 };

/** Ten files of a batch, each with eight parts under way, and then some. */
export const MOVER_SOCKETS = 100;

/** For the life of the function: connections are kept from one invocation to the next. */
export const moverClient = (): S3Client => new S3Client(clientConfig(MOVER_CALL_LIMITS, MOVER_SOCKETS));

/**
 * S3 answers these when the bytes are copied. Given up and tried again after a while, the same bytes would be
 * copied twice at a time just when S3 is slow: such a call waits until S3 answers or the invocation ends,
 * and is tried again only where S3 refused it or the connection broke.
 */
const COPIES = [CopyObjectCommand, UploadPartCopyCommand, CompleteMultipartUploadCommand];

type Send = (command: unknown, options?: { abortSignal?: AbortSignal }) => unknown;

/** The same client for as long as `ends` lets it: then whatever call is under way is given up, and none begins. */
export const callsUntil = (client: S3Client, ends: AbortSignal): S3Client => {
  const send: Send = (command, options) =>
    (client.send as Send)(command, {
      ...(COPIES.some((kind) => command instanceof kind) && { requestTimeout: 0 }),
      ...options,
      abortSignal: options?.abortSignal ? AbortSignal.any([ends, options.abortSignal]) : ends,
    });
  return new Proxy(client, {
    get: (target, member) => (member === "send" ? send : Reflect.get(target, member)),
  });
};
