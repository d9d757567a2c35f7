import { Aborted, type Malote, MaloteError, type NodeUploadOptions, upload } from "malote/node";
import { fileTooLarge, type KnownLimits } from "../limits/known-limits.ts";
import { Problem } from "../problems/problem.ts";
import { bodyTooLarge } from "../problems/problems.ts";
import { limited } from "../receive/limited.ts";
import type { IncomingBytes, IncomingFile } from "../types/incoming-file.ts";
import { derivedKey } from "./derived-key.ts";
import { earlierFile } from "./earlier-file.ts";
import { allOf, type Head, headOf } from "./head.ts";
import type { Leftovers } from "./leftovers.ts";
import type { PartBuffers } from "./part-buffers.ts";
import type { StreamedFile } from "./streamed-file.ts";

/** The size of one part of a larger body: as much is in memory before anything leaves, in any case. */
export const ONE_REQUEST_BYTES = 8 * 1024 * 1024;
/** How many deleted files one key of a client may have had. */
const GENERATIONS = 20;

export interface StreamPorts {
  /** The relay's own connection. It repeats little, because a client waits. */
  malote: Malote;
  buffers: PartBuffers;
  leftovers: Leftovers;
  /** The service's. */
  limits: Pick<KnownLimits, "refresh" | "most">;
  /** Bytes. */
  maxFileBytes: number;
  /** Parts of one file that are sent at once. One more is being filled. */
  connections: number;
  /** Bodies below this many bytes are sent with one request. */
  oneRequestBytes: number;
}

/** One upload of a client's key at a time. */
type Running = Map<string, { stop(): void; ended: Promise<unknown> }>;

/**
 * Sends a file to the service while its bytes arrive. Resolves when S3 has all of them and the service has confirmed the file.
 * Bytes are read only as fast as S3 accepts them. If anything fails, the file is removed from the service.
 * @throws what `problemOf` understands
 */
export const streamFile = (ports: StreamPorts) => {
  const running: Running = new Map();
  return async (file: IncomingFile, bytes: IncomingBytes, signal: AbortSignal): Promise<StreamedFile> => {
    const { owner, idempotencyKey } = file;
    if (idempotencyKey === undefined) return send(ports, file, bytes, signal);
    const name = derivedKey(owner, idempotencyKey, 0);
    // The client has sent its request again: the older one is a broken connection that has not been noticed yet.
    for (let older = running.get(name); older; older = running.get(name)) {
      older.stop();
      await older.ended;
    }
    const controller = new AbortController();
    const sending = send(ports, file, bytes, AbortSignal.any([signal, controller.signal]));
    const answered = sending.catch((error: unknown) => {
      throw controller.signal.aborted && !signal.aborted ? replaced() : error;
    });
    const ended = sending.catch(() => {}).finally(() => running.delete(name));
    running.set(name, { stop: () => controller.abort(), ended });
    return answered;
  };
};

const replaced = (): Problem =>
  new Problem(
    409,
    "request-replaced",
    "A newer request has replaced this one",
    "A newer request with the same Idempotency-Key has replaced this one. Its response counts.",
  );

const send = async (
  ports: StreamPorts,
  file: IncomingFile,
  bytes: IncomingBytes,
  signal: AbortSignal,
): Promise<StreamedFile> => {
  // A known large body is announced before anything of it is read.
  const first = file.size !== undefined && file.size >= ports.oneRequestBytes ? 0 : ports.oneRequestBytes;
  const reading = headOf(limited(bytes, ports.maxFileBytes), first, ports.buffers.bufferFor);
  const head = await unlessAborted(reading, signal).catch((error: unknown) => {
    reading.then(({ release }) => release()).catch(() => {});
    throw error;
  });
  try {
    // Only the end of a body of unknown length shows whether the service accepts it.
    const isKnown = head.whole || file.size !== undefined;
    const most = isKnown ? ports.maxFileBytes : await mostOf(ports, signal);
    return await attempts(ports, file, head, most, signal);
  } finally {
    head.release();
  }
};

/** The most bytes that both the relay and the service accept. */
const mostOf = async ({ limits, maxFileBytes }: StreamPorts, signal: AbortSignal): Promise<number> => {
  await unlessAborted(limits.refresh(), signal);
  return Math.min(maxFileBytes, limits.most ?? Number.POSITIVE_INFINITY);
};

const attempts = async (
  ports: StreamPorts,
  file: IncomingFile,
  head: Head,
  most: number,
  signal: AbortSignal,
): Promise<StreamedFile> => {
  const { malote, leftovers } = ports;
  for (let generation = 0; ; generation++) {
    const source = head.whole
      ? head.chunks()
      : limited(allOf(head), most, most < ports.maxFileBytes ? fileTooLarge : bodyTooLarge);
    const task = upload(malote, source, optionsFor(ports, file, head, most, generation, signal));
    try {
      const { file_id, file_name, len, status, checksum } = await task;
      return { file_id, file_name, len, status, checksum };
    } catch (error) {
      const { idempotencyKey } = file;
      const code = error instanceof MaloteError ? error.code : undefined;
      if (idempotencyKey !== undefined && !head.touched) {
        if (code === "file-deleted" && generation < GENERATIONS) continue;
        if (code === "key-used" && task.file_id)
          return earlierFile(malote, task.file_id, allOf(head), signal);
      }
      const removed = error instanceof Aborted && error.removed === true;
      // The key of another body belongs to a file that must stay.
      if (task.file_id && !removed && code !== "idempotency-conflict") leftovers.add(task.file_id);
      throw error;
    }
  }
};

const optionsFor = (
  { buffers, connections, oneRequestBytes }: StreamPorts,
  { owner, name, type, path, tags, size, idempotencyKey }: IncomingFile,
  head: Head,
  most: number,
  generation: number,
  signal: AbortSignal,
): NodeUploadOptions => {
  return {
    name,
    type,
    onBehalfOf: owner,
    signal,
    onAbort: "remove",
    connections,
    multipartFrom: oneRequestBytes,
    bufferFor: buffers.bufferFor,
    // Parts of a file of known size grow with it, and a few of them are in memory. These stay at 8 MiB up to 78 GiB.
    ...(head.whole ? { size: head.size } : { maxSize: size ?? most }),
    ...(path !== undefined && { path }),
    ...(tags !== undefined && { tags }),
    ...(idempotencyKey !== undefined && { idempotencyKey: derivedKey(owner, idempotencyKey, generation) }),
  };
};

const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  promise.catch(() => {});
  if (signal.aborted) throw new Aborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new Aborted());
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
};
