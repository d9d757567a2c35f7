import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { createLightTable, type Input } from "./light-table.ts";

/** A new light table behind DynamoDB's JSON protocol, on a free port of 127.0.0.1. */
export const listen = async (): Promise<{ endpoint: string; server: Server }> => {
  const table = createLightTable();
  const server = createServer(async (request, response) => {
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const { status, body } = table(operation, (await json(request)) as Input);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
  });
  // Connections wait for as long as a round of another contender takes.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("There is no port.");
  return { endpoint: `http://127.0.0.1:${address.port}`, server };
};
