import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { operationOf } from "../operation.ts";

// Loaded ahead of the mover with --import: what is measured is the code as it is deployed.
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
