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
import { callerOf } from "./caller.ts";
import { type InputRule, readInput } from "./input.ts";
import { type HttpAnswer, problem, publicError } from "./problem.ts";

export type Route<S extends GenericSchema, R> = {
  /** Where the input stands, and what it must look like. */
  from: "body" | "query" | "path";
  input: S;
  /**
   * Who may call: throws where the caller may not. Asked before the input is read, so that whoever may not
   * call learns nothing of how a body should look. Everybody who is signed in, unless told otherwise.
   */
  allow?: (caller: Caller) => void;
  /** What one member says about another. */
  rules?: readonly InputRule<InferOutput<S>>[];
  /** How a result is answered: 200 with the result as it is, unless told otherwise. */
  answer?: (result: R) => Answer;
};

export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

/** By lower-case names. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

export type UseCase<I, R> = (input: I, caller: Caller, headers: RequestHeaders) => Promise<R>;

/**
 * A Lambda handler for one route of the REST API: reads the caller and the input, runs the use
 * case, and turns its result, or whatever it threw, into an answer.
 */
export const http = <S extends GenericSchema, R>(route: Route<S, R>, useCase: UseCase<InferOutput<S>, R>) => {
  const answer = route.answer ?? ((body: R): Answer => ({ status: 200, body }));

  const handler = async (event: APIGatewayProxyEvent): Promise<HttpAnswer> => {
    const caller = callerOf(event);
    const input = readInput(route.input, rawInput(route.from, event), route.rules);
    nameFile(input);
    const { status, body, headers } = answer(await useCase(input, caller, event.headers ?? {}));
    nameFile(body);
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
    .use(answered())
    .use(headerNormalizer())
    .use(admitted(route.allow))
    .use(route.from === "body" ? [jsonBodyParser()] : []);
};

/** An API that answers JSON has nothing to say about frames, cameras and opener windows. */
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

const rawInput = (from: Route<GenericSchema, unknown>["from"], event: APIGatewayProxyEvent): unknown => {
  if (from === "body") return event.body;
  return (from === "query" ? event.queryStringParameters : event.pathParameters) ?? {};
};

/** The lines of a request say which file it was about. */
const nameFile = (of: unknown): void => {
  const id = (of as { file_id?: unknown } | null | undefined)?.file_id;
  if (typeof id === "string") log.appendKeys({ file_id: id });
};

/** Who calls comes before what they say: a stranger learns nothing of how a body should look. */
const admitted = (
  allow: Route<GenericSchema, unknown>["allow"],
): MiddlewareObj<APIGatewayProxyEvent, HttpAnswer> => ({
  before: ({ event }) => {
    const caller = callerOf(event);
    allow?.(caller);
  },
});

/** Turns errors into problems, and logs one line a request: never a token, a body or a signed URL. */
const answered = (): MiddlewareObj<APIGatewayProxyEvent, HttpAnswer, Error, Context> => {
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
      log.info("answered", line(request, request.response?.statusCode ?? 500));
    },
    onError: (request) => {
      const error = publicError(request.error);
      const answer = problem(error, request.event.requestContext.requestId);
      const told = { ...line(request, answer.statusCode), code: error.code };
      if (answer.statusCode >= 500) log.error("failed", { ...told, error: (error.cause ?? error) as Error });
      // How many faults, not what they quote of the request.
      else log.info("refused", { ...told, ...(error.faults && { faults: error.faults.length }) });
      request.response = answer;
    },
  };
};
