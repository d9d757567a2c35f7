import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { createLightTable, type Input } from "./light-table.ts";

/** Serves a new light table with DynamoDB's JSON protocol, on a free port of 127.0.0.1. */
export const listen = async (): Promise<{ endpoint: string; server: Server }> => {
  const table = createLightTable();
  const server = createServer(async (request, response) => {
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const { status, body } = table(operation, (await json(request)) as Input);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
  });
  // No timeout: connections are idle while other contenders run.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no port.");
  return { endpoint: `http://127.0.0.1:${address.port}`, server };
};
