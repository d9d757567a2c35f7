import type { RequestHandler } from "express";
import { bodyTooLarge, unsupportedBody } from "../problems/problems.ts";
import type { IncomingFile } from "../types/incoming-file.ts";
import { fileName } from "./file-name.ts";
import { labelsOfHeaders, labelsOfQuery } from "./labels.ts";
import { queryOf } from "./query.ts";
import { sendDelivered } from "./send-delivered.ts";
import { type ReceivePorts, uploadContext } from "./upload-context.ts";

/** PUT /files/{name}: the body is the file. */
export const putFile =
  (ports: ReceivePorts): RequestHandler<{ name: string }> =>
  async (request, response) => {
    const name = fileName(request.params.name);
    const context = uploadContext(ports, request, response);
    const { way, owner, requestId, length, key, signal } = context;
    const { maxFileBytes } = ports.settings;
    if (length !== undefined && length > maxFileBytes) throw bodyTooLarge(maxFileBytes);
    const labels = {
      type: typeOf(request.headers["content-type"]),
      ...labelsOfHeaders((header) => request.get(header)),
      ...labelsOfQuery(queryOf(request)),
    };
    const file: IncomingFile = {
      owner,
      name,
      requestId,
      ...labels,
      ...(length !== undefined && { size: length }),
      ...(key !== undefined && { idempotencyKey: key }),
    };
    sendDelivered(response, context, await ports.deliver(way, file, context.bytes(), signal));
  };

const typeOf = (header = ""): string => {
  if (/^multipart\/form-data/i.test(header)) {
    throw unsupportedBody("Send forms to POST /files. PUT /files/{name} accepts the file alone.");
  }
  // What curl sends with --data-binary if the user gives no type. It says nothing about the file.
  return /^application\/x-www-form-urlencoded/i.test(header) ? "" : header;
};
