import { type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";
import { inject } from "vitest";

export interface Raw {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

/** A request to the emulator with exactly these headers. fetch() cannot set Host and Origin. */
export const rawRequest = async (path: string, { method = "GET", headers = {}, body }: Raw = {}) => {
  const { port } = inject("stack");
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    text: string;
    cors: string | undefined;
    headers: IncomingHttpHeaders;
  }>();
  const outgoing = request({ port, host: "127.0.0.1", method, path, headers }, (response) => {
    const cors = response.headers["access-control-allow-origin"];
    text(response).then(
      (body) => resolve({ status: response.statusCode, text: body, cors, headers: response.headers }),
      reject,
    );
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
};
