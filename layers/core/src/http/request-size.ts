import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { RequestTooLarge } from "../domain/errors.ts";
import type { HttpResponse } from "./problem.ts";

/**
 * The largest body of a route that gives no limit of its own. The largest valid body is an /upload of about 29 KiB, in
 * which every character is written as an escape of 6 bytes.
 */
export const MAX_BODY_BYTES = 32 * 1024;

/** The longest query, decoded. The longest valid one is a filter of /files: a name, a path, ten tags, and a cursor with a path. */
export const MAX_QUERY_BYTES = 6 * 1024;

/**
 * Refuses a body or a query that is too large before anything is parsed. API Gateway accepts bodies of 10 MB, and
 * decompresses gzip, so a small request may have a large body.
 * @throws RequestTooLarge (413)
 */
export const requestSize = (
  maxBodyBytes = MAX_BODY_BYTES,
): MiddlewareObj<APIGatewayProxyEvent, HttpResponse> => ({
  before: ({ event }) => {
    const body = bodyBytes(event);
    if (body > maxBodyBytes) throw new RequestTooLarge("body", body, maxBodyBytes);
    const query = queryBytes(event);
    if (query > MAX_QUERY_BYTES) throw new RequestTooLarge("query", query, MAX_QUERY_BYTES);
  },
});

/** The length of a body in base64 is that of its bytes. */
const bodyBytes = ({ body, isBase64Encoded }: APIGatewayProxyEvent): number =>
  Buffer.byteLength(body ?? "", isBase64Encoded ? "base64" : "utf8");

/** The names and values, with one byte for each = and each &. A repeated name counts as often as it is there. */
const queryBytes = ({
  queryStringParameters,
  multiValueQueryStringParameters,
}: APIGatewayProxyEvent): number =>
  Object.entries<string | string[] | undefined>({
    ...queryStringParameters,
    ...multiValueQueryStringParameters,
  })
    .flatMap(([name, values]) => [values].flat().map((value) => [name, value ?? ""] as const))
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + 2, -1);
