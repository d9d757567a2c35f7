import { MIMEType } from "node:util";
import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { MalformedJson, UnsupportedMediaType } from "../domain/errors.ts";
import type { HttpResponse } from "./problem.ts";

/**
 * Makes the body a text for the JSON parser: UTF-8 without a byte order mark. The media type may have parameters and
 * white space around them, and `charset` is not read, because JSON is always UTF-8 (RFC 8259).
 * @throws UnsupportedMediaType (415) for a body that is compressed or not declared as JSON; MalformedJson (400) for one
 * that is not UTF-8
 */
export const bodyText = (): MiddlewareObj<APIGatewayProxyEvent, HttpResponse> => ({
  before: ({ event }) => {
    const encoding = contentEncoding(event);
    if (encoding !== undefined) throw new UnsupportedMediaType(compressed(encoding));
    if (!isJson(event.headers?.["content-type"])) throw new UnsupportedMediaType();
    if (event.body === null) return;
    event.body = textOf(event.body, event.isBase64Encoded).replace(/^\ufeff/, "");
    event.isBase64Encoded = false;
  },
});

/** API Gateway decompresses nothing here, and a body that it passes on as text is damaged by then. */
const compressed = (encoding: string): string =>
  `The body is compressed (${encoding}); send it uncompressed and without Content-Encoding.`;

/** The coding of a compressed body; undefined for a body that is sent as it is. */
const contentEncoding = ({ headers, body, isBase64Encoded }: APIGatewayProxyEvent): string | undefined => {
  const codings = (headers?.["content-encoding"] ?? "")
    .split(",")
    .map((coding) => coding.trim().toLowerCase());
  const declared = codings.find((coding) => coding !== "" && coding !== "identity");
  if (declared !== undefined) return /^[a-z0-9-]{1,16}$/.test(declared) ? declared : "unknown";
  return GZIP.test(isBase64Encoded ? Buffer.from(body ?? "", "base64").toString("latin1") : (body ?? ""))
    ? "gzip"
    : undefined;
};

/** The first two bytes of gzip (RFC 1952). Read as UTF-8, the second one becomes U+FFFD. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: gzip begins with one.
const GZIP = /^\x1f[\x8b\ufffd]/;

const isJson = (contentType = ""): boolean => {
  try {
    return /^application\/([a-z0-9.+-]+\+)?json$/.test(new MIMEType(contentType).essence);
  } catch {
    return false;
  }
};

/**
 * API Gateway passes a body on in base64 only if its type is one of the API's BinaryMediaTypes, which has none. It decodes
 * every other body as UTF-8, and each invalid byte becomes U+FFFD. A U+FFFD that was meant can be sent as an escape.
 */
const textOf = (body: string, isBase64: boolean): string => {
  if (!isBase64) {
    if (body.includes("\ufffd")) throw new MalformedJson(NOT_UTF8);
    return body;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(body, "base64"));
  } catch {
    throw new MalformedJson(NOT_UTF8);
  }
};

const NOT_UTF8 =
  "The body is not UTF-8; encode it as UTF-8. If a text has the character U+FFFD, send it as the escape \\ufffd.";
