import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** What Node tells of every HTTP request that this process makes: no handler knows that it is watched. */
type Told = { request: ClientRequest };

export type Kill = { at: number; when: "before" | "after" };

/**
 * Lists every request of this process, and ends it with SIGKILL at one of them: when the request is made and
 * nothing of it is on the wire, or when its answer has begun to come and nothing of it is read.
 */
export const watchCalls = (kill: Kill | undefined): readonly string[] => {
  const calls: string[] = [];
  const numbers = new WeakMap<ClientRequest, number>();
  const killIf = (request: ClientRequest, when: Kill["when"]) => {
    if (when === kill?.when && numbers.get(request) === kill.at) process.kill(process.pid, "SIGKILL");
  };
  subscribe("http.client.request.created", (told) => {
    const { request } = told as Told;
    numbers.set(request, calls.length);
    calls.push(nameOf(request));
    killIf(request, "before");
  });
  subscribe("http.client.response.finish", (told) => killIf((told as Told).request, "after"));
  return calls;
};

/** DynamoDB and SQS have it in a header, S3 in the query where the path does not say it. */
const nameOf = (request: ClientRequest): string => {
  const target = request.getHeader("x-amz-target");
  if (target !== undefined) return String(target).replace(/^.*\./, "");
  if (request.method === "POST" && /[?&]uploads\b/.test(request.path)) return "CreateMultipartUpload";
  return /x-id=(\w+)/.exec(request.path)?.[1] ?? request.method;
};
