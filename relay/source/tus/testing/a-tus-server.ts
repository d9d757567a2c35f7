import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { Problem } from "../../problems/problem.ts";
import type { Spool } from "../../spool/index.ts";
import { aFolder, aSpool } from "../../spool/testing/a-spool.ts";
import { type TusOptions, tusHandler } from "../index.ts";

export interface TusServer {
  /** `http://127.0.0.1:PORT/tus/` */
  url: string;
  spool: Spool;
  folder: string;
  /** "PATCH 204" for each request that had a response. */
  responses: string[];
}

/** A server with nothing but tus. The token is the caller's name, and nobody verifies it. */
export const aTusServer = async (
  options: Partial<TusOptions> & {
    folder?: string;
    onRequest?: (method: string, destroy: () => void) => void;
  } = {},
): Promise<TusServer> => {
  const { onRequest, folder = await aFolder(), ...rest } = options;
  const spool = options.spool ?? (await aSpool({ folder }));
  const handle = tusHandler({
    check: (file) => file,
    describeError: (error) => {
      const problem =
        error instanceof Problem ? error : new Problem(500, "internal", "Failed", String(error));
      return { status: problem.status, body: { code: problem.code, detail: problem.message } };
    },
    ...rest,
    spool,
  });
  const responses: string[] = [];
  const server = createServer((request, response) => {
    const { method = "" } = request;
    response.on("finish", () => responses.push(`${method} ${response.statusCode}`));
    onRequest?.(method, () => request.socket.destroy());
    const owner = request.headers.authorization?.replace("Bearer ", "") ?? "ana";
    handle(request, response, { owner }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tus/`, spool, folder, responses };
};
