// The service in one process: every route of template.yaml with its real handler, a table and a queue in memory, and the
// mover. S3 is another server (AWS_ENDPOINT_URL_S3). Its parent starts it: see start.ts.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { root } from "../../tools/paths.ts";
import { listen as listenTable } from "../mover/light-table/listen.ts";
import { createGateway, lambdaContext, type RouteHandler } from "./gateway.ts";
import type { ServiceRequest, ServiceResponse } from "./messages.ts";
import { createLightQueue } from "./queue.ts";
import { type ApiRoute, apiRoutes } from "./routes.ts";

type Mover = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

const MOVER_MILLISECONDS = 120_000;
/** A message that fails so often is dropped, as SQS moves it to the dead-letter queue. */
const MAX_DELIVERIES = 5;

const listen = async (server: Server): Promise<string> => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const load = async <Handler>(folder: string): Promise<Handler> => {
  const module: { handler: Handler } = await import(pathToFileURL(join(root, folder, "handler.ts")).href);
  return module.handler;
};

const queue = createLightQueue();
let movesAtOnce = process.env["BENCH_MOVES"] !== "on-demand";
let moving: Promise<number> = Promise.resolve(0);

/** Moves all that waits in the queue. Returns the number of messages that it handled. */
const moveAll = async (mover: Mover): Promise<number> => {
  let handled = 0;
  for (let Records = queue.receive(); Records.length > 0; Records = queue.receive()) {
    const { batchItemFailures } = await mover({ Records }, lambdaContext("mover", MOVER_MILLISECONDS));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const record of Records) {
      const isLast = Number(record.attributes.ApproximateReceiveCount) >= MAX_DELIVERIES;
      if (failed.has(record.messageId) && !isLast) queue.putBack(record);
    }
    handled += Records.length;
  }
  return handled;
};

/** One run after the other, so that a message that was sent meanwhile is handled by the next run. */
const move = (mover: Mover): Promise<number> => {
  moving = moving.then(() => moveAll(mover));
  return moving;
};

const start = async () => {
  const table = await listenTable();
  const sqs = createServer(async (request, response) => {
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const answer = queue.call(operation, (await json(request)) as object);
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(answer));
    if (movesAtOnce && operation === "SendMessage") void move(mover);
  });
  sqs.keepAliveTimeout = 0;
  process.env["AWS_ENDPOINT_URL_DYNAMODB"] = table.endpoint;
  process.env["AWS_ENDPOINT_URL_SQS"] = await listen(sqs);
  process.env["MOVE_QUEUE_URL"] = `${process.env["AWS_ENDPOINT_URL_SQS"]}/123456789012/moves`;

  const routes = apiRoutes();
  const folders = [...new Set(routes.map(({ folder }) => folder))];
  // The handlers read their variables when they are loaded, so they are loaded only now.
  const handlers = new Map(
    await Promise.all(folders.map(async (folder) => [folder, await load<RouteHandler>(folder)] as const)),
  );
  const mover = await load<Mover>("functions/mover");
  const handlerOf = ({ folder }: ApiRoute): RouteHandler => {
    const handler = handlers.get(folder);
    if (!handler) throw new Error(`There is no handler in ${folder}.`);
    return handler;
  };
  const url = await listen(createGateway(routes, handlerOf));
  return { url, table: table.endpoint, mover };
};

const started = start();

const answer = async (request: ServiceRequest): Promise<ServiceResponse> => {
  const { url, table, mover } = await started;
  if (request.do === "moves") movesAtOnce = request.atOnce;
  const moved = request.do === "move" ? await move(mover) : 0;
  return { url, table, moved };
};

process.on("message", async (request: ServiceRequest) => {
  process.send?.(await answer(request));
});
process.on("disconnect", () => process.exit());
