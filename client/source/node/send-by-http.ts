import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connectionLost, stalled } from "../core/send-faults.ts";
import { Aborted } from "../errors/aborted.ts";
import type { Body, Send } from "../types/source.ts";
import { watchStall } from "../utils/stall.ts";

/** Bytes of a response that are kept. S3's error documents are far shorter. */
const MOST_RESPONSE = 64 * 1024;

/**
 * Sends bytes from Node.js. node:http reads the source only as fast as the socket sends, and reports what left; fetch reads
 * ahead and keeps the body in memory (Node.js 24). Connections are kept and used again, except one that was slow: the next
 * request opens another.
 */
export const sendByHttp = (): Send => {
  const agents = {
    "http:": new HttpAgent({ keepAlive: true, scheduling: "lifo" }),
    "https:": new HttpsAgent({ keepAlive: true, scheduling: "lifo" }),
  };
  const isSlow = slowness();
  return ({ method, url, headers, body, signal, onSent, ...limits }) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Aborted());
      const target = new URL(url);
      const secure = target.protocol === "https:";
      const outgoing = (secure ? httpsRequest : httpRequest)(target, {
        method,
        headers: { ...headers, "Content-Length": body.size },
        agent: agents[secure ? "https:" : "http:"],
      });
      const began = performance.now();
      let fault = connectionLost;
      const stop = () => outgoing.destroy();
      const watch = watchStall({ size: body.size, ...limits }, () => {
        fault = stalled;
        stop();
      });
      let responded = false;
      let settled = false;
      const end = () => {
        settled = true;
        watch.stop();
        signal.removeEventListener("abort", stop);
      };
      const fail = (error?: unknown) => {
        if (settled) return;
        end();
        outgoing.destroy();
        reject(signal.aborted ? new Aborted() : error instanceof LocalFault ? error.cause : fault());
      };
      signal.addEventListener("abort", stop, { once: true });
      outgoing.on("error", fail);
      // A response that was cut off reports this itself.
      outgoing.on("close", () => responded || fail());
      outgoing.on("response", (response) => {
        responded = true;
        // S3 may refuse a body before all of it has left. Its response decides.
        textOf(response).then((text) => {
          if (settled) return;
          end();
          // The rest of a refused body cannot be taken back from the connection.
          if (!outgoing.writableFinished || isSlow(body.size, performance.now() - began)) outgoing.destroy();
          const seconds = Number(response.headers["retry-after"] ?? Number.NaN);
          resolve({ status: response.statusCode ?? 0, text, ...(seconds > 0 && { retryAfter: seconds }) });
        }, fail);
      });
      write(body, outgoing, (bytes) => {
        watch.progress(bytes);
        onSent(bytes);
      }).catch(fail);
    });
};

/** Bodies below this many bytes say little about the speed of a connection. */
const ENOUGH = 1024 * 1024;
/** A connection is not used again if it was this many times slower than the median of the last bodies. */
const SLOW = 3;

const slowness = () => {
  const speeds: number[] = [];
  return (bytes: number, ms: number): boolean => {
    if (bytes < ENOUGH) return false;
    const speed = bytes / ms;
    speeds.push(speed);
    if (speeds.length > 31) speeds.shift();
    const median = [...speeds].sort((a, b) => a - b)[speeds.length >> 1] ?? 0;
    return speed * SLOW < median;
  };
};

/**
 * Bytes of one write. Only the end of a write shows that something has left, so writes are short on a slow connection (32 KiB
 * in 30 s is the default of `minSpeed`), and long on a fast one, where each costs time.
 */
const LEAST_WRITE = 32 * 1024;
const MOST_WRITE = 1024 * 1024;
/** Milliseconds of a write after which the next one is longer, or shorter. */
const QUICK = 20;
const SLOW_WRITE = 1000;

/** The source could not be read. Not a fault of the connection. */
class LocalFault extends Error {}

const write = async (
  { pieces }: Body,
  outgoing: ReturnType<typeof httpRequest>,
  onSent: (bytes: number) => void,
): Promise<void> => {
  let sent = 0;
  let size = LEAST_WRITE;
  for (const piece of pieces) {
    const chunks = piece.chunks()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await chunks.next().catch((cause: unknown) => {
          throw new LocalFault("The source cannot be read.", { cause });
        });
        if (done) break;
        if (outgoing.destroyed) return;
        for (let at = 0; at < value.length && !outgoing.destroyed; ) {
          const bytes = value.subarray(at, at + size);
          const began = performance.now();
          await writeChunk(outgoing, bytes);
          at += bytes.length;
          sent += bytes.length;
          onSent(sent);
          const ms = performance.now() - began;
          if (ms < QUICK) size = Math.min(MOST_WRITE, 2 * size);
          else if (ms > SLOW_WRITE) size = Math.max(LEAST_WRITE, size / 2);
        }
      }
    } finally {
      await chunks.return?.();
    }
  }
  outgoing.end();
  // A body without bytes never reports that it was sent.
  onSent(sent);
};

/** Resolves when the operating system has the bytes, or the request has ended. */
const writeChunk = (outgoing: ReturnType<typeof httpRequest>, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const closed = () => resolve();
    outgoing.once("close", closed);
    outgoing.write(chunk, () => {
      outgoing.off("close", closed);
      resolve();
    });
  });

const textOf = async (response: IncomingMessage): Promise<string> => {
  let text = "";
  response.setEncoding("utf8");
  for await (const piece of response) if (text.length < MOST_RESPONSE) text += piece;
  return text;
};
