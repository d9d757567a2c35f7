import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { operationOf } from "../operation.ts";

// Counts the calls of a mover. Node.js loads this module before the mover (--import), so the mover's code is unchanged.
const calls: Record<string, number> = {};
globalThis.recordedCalls = calls;

subscribe("http.client.request.start", (message) => {
  const { request } = message as { request: ClientRequest };
  const name = operationOf({
    method: request.method,
    path: request.path,
    header: (header) => request.getHeader(header),
  });
  calls[name] = (calls[name] ?? 0) + 1;
});
