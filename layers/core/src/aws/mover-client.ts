import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { type CallLimits, clientConfig } from "./client-config.ts";

/** For HEAD, GET and DELETE. No user waits for the mover, so a slow S3 gets more time than in a route. */
export const MOVER_CALL_LIMITS: CallLimits = { maxAttempts: 3, requestTimeoutMs: 5000 };

/** A batch has ten files, and each may copy eight parts at the same time. */
export const MOVER_SOCKETS = 100;

/**
 * One client for all invocations, so that connections are kept open between them. By default, the SDK would ask for a CRC32
 * of each upload that it creates, of the type COMPOSITE. Without it, S3 keeps a CRC64NVME of the whole object.
 */
export const moverClient = (): S3Client =>
  new S3Client({
    ...clientConfig(MOVER_CALL_LIMITS, MOVER_SOCKETS),
    requestChecksumCalculation: "WHEN_REQUIRED",
  });

/**
 * S3 responds to these calls when the bytes are copied. A timeout with a retry would copy the same bytes twice at the
 * same time, just when S3 is slow. So these calls have no timeout: they wait until S3 responds or the invocation ends.
 * The SDK retries them only if S3 refused the call or the connection broke.
 */
const COPIES = [CopyObjectCommand, UploadPartCopyCommand, CompleteMultipartUploadCommand];

type Send = (command: unknown, options?: { abortSignal?: AbortSignal }) => unknown;

/** The same client until `ends` aborts: then running calls end with an AbortError, and no call begins. */
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
