import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** The event of Node's diagnostics channels for each HTTP request of this process. */
type RequestEvent = { request: ClientRequest };

export type Kill = { at: number; when: "before" | "after" };

/**
 * Lists every request of this process, and ends the process with SIGKILL at one request: before any byte of the
 * request is sent, or when the response begins and no byte of it is read.
 */
export const watchCalls = (kill: Kill | undefined): readonly string[] => {
  const calls: string[] = [];
  const numbers = new WeakMap<ClientRequest, number>();
  const killIf = (request: ClientRequest, when: Kill["when"]) => {
    if (when === kill?.when && numbers.get(request) === kill.at) process.kill(process.pid, "SIGKILL");
  };
  subscribe("http.client.request.created", (event) => {
    const { request } = event as RequestEvent;
    numbers.set(request, calls.length);
    calls.push(nameOf(request));
    killIf(request, "before");
  });
  subscribe("http.client.response.finish", (event) => killIf((event as RequestEvent).request, "after"));
  return calls;
};

/** The operation: in a header for DynamoDB and SQS, in the query for S3 (except for CreateMultipartUpload). */
const nameOf = (request: ClientRequest): string => {
  const target = request.getHeader("x-amz-target");
  if (target !== undefined) return String(target).replace(/^.*\./, "");
  if (request.method === "POST" && /[?&]uploads\b/.test(request.path)) return "CreateMultipartUpload";
  return /x-id=(\w+)/.exec(request.path)?.[1] ?? request.method;
};
