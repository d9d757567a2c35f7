import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { type ApiRoute, findRoute } from "./routes.ts";
import { claimsOf } from "./token.ts";

export type RouteHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<{ statusCode: number; headers?: Record<string, unknown>; body: string }>;

/** As in template.yaml. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET,POST,PATCH,DELETE,OPTIONS",
  "access-control-allow-headers": "Authorization,Content-Type,Idempotency-Key,If-None-Match",
  "access-control-max-age": "7200",
};

/**
 * API Gateway in front of the handlers, in one process: it finds the route, reads the token, and passes on an event in
 * API Gateway's form. It has no throttling, and no timeout of 29 s.
 */
export const createGateway = (
  routes: readonly ApiRoute[],
  handlerOf: (route: ApiRoute) => RouteHandler,
): Server => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://gateway");
    if (request.method === "OPTIONS") {
      response.writeHead(200, CORS).end();
      return;
    }
    const found = findRoute(routes, request.method ?? "", url.pathname);
    if (!found) return refuse(response, 404, "route-not-found", "Check the method and the path.");
    const { route, parameters } = found;
    const claims = claimsOf(request.headers.authorization);
    if (route.authorized && !claims)
      return refuse(response, 401, "unauthenticated", "The token has expired; refresh it and call again.");
    const event = eventOf(request, url, { route, parameters, claims, body: await text(request) });
    const { statusCode, headers, body } = await handlerOf(route)(event, contextOf(route));
    response.writeHead(statusCode, headers as Record<string, string>).end(body);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  // No timeout: a client's connection may be idle for as long as a measurement of another client takes.
  server.keepAliveTimeout = 0;
  return server;
};

const refuse = (response: ServerResponse, status: number, code: string, detail: string): void => {
  response
    .writeHead(status, { ...CORS, "content-type": "application/problem+json" })
    .end(JSON.stringify({ type: `urn:malote:problem:${code}`, title: code, status, code, detail }));
};

const eventOf = (
  request: IncomingMessage,
  url: URL,
  {
    route,
    parameters,
    claims,
    body,
  }: {
    route: ApiRoute;
    parameters: Record<string, string> | null;
    claims: Record<string, string> | undefined;
    body: string;
  },
): APIGatewayProxyEvent => {
  const names = [...new Set(url.searchParams.keys())];
  const all = Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)]));
  const last = Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1)]));
  const hasQuery = names.length > 0;
  const event = {
    body: body === "" ? null : body,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    multiValueHeaders: {},
    httpMethod: route.method,
    isBase64Encoded: false,
    path: url.pathname,
    pathParameters: parameters,
    queryStringParameters: hasQuery ? last : null,
    multiValueQueryStringParameters: hasQuery ? all : null,
    stageVariables: null,
    resource: route.path,
    requestContext: {
      authorizer: claims && { claims },
      httpMethod: route.method,
      resourcePath: route.path,
      path: url.pathname,
      stage: "bench",
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      identity: { sourceIp: "127.0.0.1" },
    },
  };
  // The functions read no other member of the request's context.
  return event as unknown as APIGatewayProxyEvent;
};

/** The context of one invocation: a route has 28 s. */
const contextOf = ({ folder }: ApiRoute): Context => lambdaContext(folder, 28_000);

export const lambdaContext = (functionName: string, milliseconds: number): Context => {
  const deadline = Date.now() + milliseconds;
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: "1",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: "512",
    logGroupName: functionName,
    logStreamName: functionName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
};
