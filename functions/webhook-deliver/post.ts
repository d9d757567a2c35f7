import { lookup } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { addressIn, isPublicAddress, urlFault } from "@malote/core/webhooks";
import { AddressRefused, checkedLookup, type Resolve } from "./checked-lookup.ts";

/** What a receiver responded, or why it did not. */
export type Answer = { status: number; response: string } | { error: string };
export type Post = (url: string, headers: Record<string, string>, body: string) => Promise<Answer>;

export type PostOptions = {
  /** Plain HTTP and private addresses: only for a stack on one's own machine. */
  allowLocal: boolean;
  /** For name, connection, TLS, request and response together. Default: 10 s. */
  timeoutMs?: number;
  /** Default: dns.lookup. */
  resolve?: Resolve;
  /** Where a name may lead to. Default: isPublicAddress. */
  isAllowed?: (address: string) => boolean;
  /** Certificates to trust beside those of Node.js, in PEM. Default: none. */
  ca?: string;
};

/** Bytes of a response that are read. */
const MAX_RESPONSE_BYTES = 1024;

/**
 * Sends one webhook. It follows no redirect, and each call has a connection of its own, so that each one is checked. It does
 * not throw: what goes wrong is an answer.
 */
export const createPost = ({
  allowLocal,
  timeoutMs = 10_000,
  resolve = lookup,
  isAllowed = isPublicAddress,
  ca,
}: PostOptions): Post => {
  const network = allowLocal ? {} : { lookup: checkedLookup(resolve, isAllowed) };
  return async (text, headers, body) => {
    // The rules may have changed since the endpoint was written. A URL with an address needs no lookup, so it is checked here.
    const fault = urlFault(text, { allowLocal });
    if (fault !== undefined) return { error: fault };
    const url = new URL(text);
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      return await send(url, {
        ...network,
        ...(ca !== undefined && { ca }),
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          "User-Agent": "Malote-Webhooks/1",
          ...headers,
        },
        agent: false,
        signal,
        body,
      });
    } catch (error) {
      return { error: signal.aborted ? `No response within ${timeoutMs / 1000} s.` : reasonOf(error, url) };
    }
  };
};

type RequestOptions = Parameters<typeof requestHttps>[1] & { body: string };

const send = (url: URL, { body, ...options }: RequestOptions): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    request(url, options)
      .once("response", (response) => {
        const { statusCode: status = 0 } = response;
        beginningOf(response).then((text) => resolve({ status, response: text }), reject);
      })
      // Without a listener, a response 101 closes the connection, no other event comes, and the attempt never ends.
      .once("upgrade", ({ statusCode: status = 0 }, socket) => {
        socket.destroy();
        resolve({ status, response: "" });
      })
      .once("error", reject)
      .end(body);
  });

/** The first KiB as text. The rest is not read: the connection is closed. */
const beginningOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_RESPONSE_BYTES) break;
  }
  response.destroy();
  return Buffer.concat(chunks).subarray(0, MAX_RESPONSE_BYTES).toString();
};

/** A sentence for operators. The address to which a name resolved is not in it. */
const reasonOf = (error: unknown, url: URL): string => {
  if (error instanceof AddressRefused) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  const host = addressIn(url) ?? url.hostname;
  return `No connection to ${host}: ${typeof code === "string" ? code : "unknown error"}.`;
};
