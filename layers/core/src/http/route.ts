import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy, { type MiddlewareObj } from "@middy/core";
import cors from "@middy/http-cors";
import headerNormalizer from "@middy/http-header-normalizer";
import jsonBodyParser from "@middy/http-json-body-parser";
import securityHeaders from "@middy/http-security-headers";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import type { GenericSchema, InferOutput } from "valibot";
import type { Caller } from "../domain/caller.ts";
import { log } from "../log.ts";
import { bodyText } from "./body-text.ts";
import { callerOf } from "./caller.ts";
import { type InputDescription, readInput } from "./input.ts";
import { type HttpResponse, problem, publicError } from "./problem.ts";
import { requestSize } from "./request-size.ts";

type InputPlace = "body" | "query" | "path" | "path and query" | "path and body";

export type Route<S extends GenericSchema, R, I = InferOutput<S>> = InputDescription<S, I> & {
  /** Where the input is in the request. */
  from: InputPlace;
  /**
   * Throws for a caller who may not call. It runs before the input is read, so that such a caller learns nothing
   * about the input. Default: every signed-in caller may call.
   */
  allow?: (caller: Caller) => void;
  /**
   * The names of the query that may be repeated. The input has a list for a name that is there more than once. Default:
   * none, and a name that is there more than once is a fault.
   */
  repeatable?: readonly string[];
  /** The largest body in bytes of UTF-8. A larger one is refused before it is parsed. Default: 32 KiB. */
  maxBodyBytes?: number;
  /**
   * Whether a response without a problem has a log line of the function. The access log has one anyway. Default: true. A route
   * that clients call again and again has none.
   */
  logsSuccess?: boolean;
  /** Makes the response from the use case's result. Default: 200 with the result as the body. */
  respond?: (result: R, requestId: string) => Response;
};

/** A route without a token. */
export type PublicRoute<S extends GenericSchema, R, I = InferOutput<S>> = Omit<Route<S, R, I>, "allow">;

export type Response = { status: number; body?: unknown; headers?: Record<string, string> };

/** The headers of a request by their lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

export type UseCase<I, R> = (input: I, caller: Caller, headers: RequestHeaders) => Promise<R>;

/**
 * The Lambda handler of one route of the REST API. It reads the caller and the input, runs the use case, and makes
 * the response from its result or its error.
 */
export const http = <S extends GenericSchema, R, I = InferOutput<S>>(
  route: Route<S, R, I>,
  useCase: UseCase<I, R>,
) => {
  const callers = new WeakMap<APIGatewayProxyEvent, Caller>();
  const run = (input: I, event: APIGatewayProxyEvent): Promise<R> =>
    useCase(input, callers.get(event) ?? callerOf(event), event.headers ?? {});
  return stack(route, run, [access(callers, route.allow)]);
};

/**
 * The Lambda handler of a route that needs no token. Its use case gets no caller and no headers, so it cannot return
 * anything of a user. The template must turn the authorizer off for it (`Auth: { Authorizer: NONE }`).
 */
export const publicHttp = <S extends GenericSchema, R, I = InferOutput<S>>(
  route: PublicRoute<S, R, I>,
  useCase: (input: I) => Promise<R>,
) => stack(route, (input) => useCase(input), []);

/** What both kinds of route share. */
const stack = <S extends GenericSchema, R, I>(
  route: PublicRoute<S, R, I>,
  run: (input: I, event: APIGatewayProxyEvent) => Promise<R>,
  accessCheck: MiddlewareObj<APIGatewayProxyEvent, HttpResponse>[],
) => {
  const respond = route.respond ?? ((body: R): Response => ({ status: 200, body }));

  const handler = async (event: APIGatewayProxyEvent): Promise<HttpResponse> => {
    const input = readInput(route, rawInput(route, event), { repeated: repeatedNames(route, event) });
    logFileId(input);
    const result = await run(input, event);
    const { status, body, headers } = respond(result, event.requestContext.requestId);
    logFileId(body);
    return {
      statusCode: status,
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        "Cache-Control": "no-store",
        ...headers,
      },
      body: body === undefined ? "" : JSON.stringify(body),
    };
  };

  return middy(handler)
    .use(injectLambdaContext(log, { resetKeys: true }))
    .use(cors({ origin: "*", exposeHeaders: "ETag,Retry-After,Location" }))
    .use(securityHeaders(FOR_AN_API))
    .use(errorsAndLog(route.logsSuccess ?? true))
    .use(headerNormalizer())
    .use(accessCheck)
    .use(requestSize(route.maxBodyBytes))
    .use(route.from.endsWith("body") ? [bodyText(), jsonBodyParser({ disableContentTypeCheck: true })] : []);
};

/** A JSON API needs no headers about frames, cameras and opener windows. */
const FOR_AN_API = {
  contentSecurityPolicy: false,
  crossOriginEmbedderPolicy: false,
  crossOriginOpenerPolicy: false,
  crossOriginResourcePolicy: false,
  dnsPrefetchControl: false,
  downloadOptions: false,
  frameOptions: false,
  originAgentCluster: false,
  permissionsPolicy: false,
  permittedCrossDomainPolicies: false,
} as const;

const rawInput = (
  { from, repeatable = [] }: { from: InputPlace; repeatable?: readonly string[] },
  event: APIGatewayProxyEvent,
): unknown => {
  if (from === "query") return { ...event.queryStringParameters, ...repeated(repeatable, event) };
  const body: unknown = event.body;
  // What is no object stays as it is, and is a fault.
  if (from === "body" || (from === "path and body" && !isObject(body))) return body;
  // A member of the query or the body with the name of a path parameter must not replace it.
  return {
    ...(from === "path and query" && event.queryStringParameters),
    ...(from === "path and body" && (body as object)),
    ...event.pathParameters,
  };
};

const isObject = (value: unknown): boolean =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The names that are in the query more than once, and may not be. */
const repeatedNames = (
  { from, repeatable = [] }: { from: InputPlace; repeatable?: readonly string[] },
  event: APIGatewayProxyEvent,
): string[] => {
  if (!from.includes("query")) return [];
  const values = Object.entries(event.multiValueQueryStringParameters ?? {});
  return values.flatMap(([name, sent]) =>
    (sent?.length ?? 0) > 1 && !repeatable.includes(name) ? [name] : [],
  );
};

/** The values of the names that may be repeated, and are. */
const repeated = (names: readonly string[], event: APIGatewayProxyEvent) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const values = event.multiValueQueryStringParameters?.[name] ?? [];
      return values.length > 1 ? [[name, values]] : [];
    }),
  );

/** Adds the file's id to the log lines of this request. */
const logFileId = (of: unknown): void => {
  const id = (of as { file_id?: unknown } | null | undefined)?.file_id;
  if (typeof id === "string") log.appendKeys({ file_id: id });
};

/** Reads the caller and checks the access before the body is parsed. */
const access = (
  callers: WeakMap<APIGatewayProxyEvent, Caller>,
  allow: ((caller: Caller) => void) | undefined,
): MiddlewareObj<APIGatewayProxyEvent, HttpResponse> => ({
  before: ({ event }) => {
    const caller = callerOf(event);
    allow?.(caller);
    callers.set(event, caller);
  },
});

/** Makes problems of errors, and logs one line at the most for each request: never a token, a body or a signed URL. */
const errorsAndLog = (
  logsSuccess: boolean,
): MiddlewareObj<APIGatewayProxyEvent, HttpResponse, Error, Context> => {
  const starts = new WeakMap<object, number>();
  const line = ({ event, context }: { event: APIGatewayProxyEvent; context: Context }, status: number) => ({
    route: `${event.httpMethod} ${event.resource}`,
    status,
    ms: Date.now() - (starts.get(context) ?? Date.now()),
  });
  return {
    before: ({ context }) => {
      starts.set(context, Date.now());
    },
    after: (request) => {
      if (logsSuccess) log.info("responded", line(request, request.response?.statusCode ?? 500));
    },
    onError: (request) => {
      const error = publicError(request.error);
      const response = problem(error, request.event.requestContext.requestId);
      const fields = { ...line(request, response.statusCode), code: error.code };
      if (response.statusCode >= 500)
        log.error("failed", { ...fields, error: (error.cause ?? error) as Error });
      // The number of faults, and not their texts, which quote the request.
      else log.info("refused", { ...fields, ...(error.faults && { faults: error.faults.length }) });
      request.response = response;
    },
  };
};
