import type { RequestHandler } from "express";
import { problemOf } from "../problems/problem-of.ts";
import { invalidRequest } from "../problems/problems.ts";
import { problemBody } from "../server/problem-body.ts";
import type { IncomingFile } from "../types/incoming-file.ts";
import type { Delivered } from "./deliver.ts";
import { fileName } from "./file-name.ts";
import { type FormFile, filesOfForm } from "./form.ts";
import { type Labels, labelsOfHeaders, labelsOfQuery, readPath, readTags } from "./labels.ts";
import { limited } from "./limited.ts";
import { queryOf } from "./query.ts";
import { sendDelivered } from "./send-delivered.ts";
import { type ReceivePorts, uploadContext } from "./upload-context.ts";

/** Files of one form that are on their way at once. One is read; the others wait for the service's confirmation. */
const AT_ONCE = 4;

/** The most bytes that are read and dropped after a file was refused, to reach the next file of the form. */
const MOST_DROPPED = 64 * 1024 * 1024;

type Outcome = { delivered: Delivered } | { error: unknown };

/** POST /files: each file part of a form is a file. One file is answered like PUT, several with one entry each. */
export const postFiles =
  (ports: ReceivePorts): RequestHandler =>
  async (request, response) => {
    const context = uploadContext(ports, request, response);
    const general = {
      ...labelsOfHeaders((header) => request.get(header)),
      ...labelsOfQuery(queryOf(request)),
    };
    const failed = new AbortController();
    const signal = AbortSignal.any([context.signal, failed.signal]);
    const outcomes: Promise<Outcome>[] = [];
    const running = new Set<Promise<unknown>>();
    let left = context.length ?? Number.POSITIVE_INFINITY;
    const counted = async function* () {
      for await (const chunk of context.bytes()) {
        left -= chunk.length;
        yield chunk;
      }
    };

    const limits = { files: ports.settings.maxFormFiles, fields: ports.settings.maxFormFields };
    const fatal = Promise.withResolvers<never>();
    fatal.promise.catch(() => {});
    const one = async (part: FormFile, index: number): Promise<Outcome> => {
      try {
        const file = fileOf(part, index, general, context);
        const bytes = limited(part.bytes, ports.settings.maxFileBytes);
        return { delivered: await ports.deliver(context.way, file, bytes, signal) };
      } catch (error) {
        // The next file can be reached only through the rest of this one.
        if (left > MOST_DROPPED) fatal.reject(error);
        part.discard();
        return { error };
      }
    };

    const parts = filesOfForm(request.headers, counted(), limits);
    try {
      for (;;) {
        const { done, value: part } = await Promise.race([parts.next(), fatal.promise]);
        if (done) break;
        // An empty file field of a page.
        if (part.name === "" && (await isEmpty(part))) continue;
        const outcome = one(part, outcomes.length);
        outcomes.push(outcome);
        const ended: Promise<unknown> = outcome.finally(() => running.delete(ended));
        running.add(ended);
        if (running.size >= AT_ONCE) await Promise.race([...running, fatal.promise]);
      }
      respond(await Promise.race([Promise.all(outcomes), fatal.promise]));
    } catch (error) {
      // No file of a form that failed is reported, so the files that are not confirmed yet must not stay.
      failed.abort();
      parts.return().catch(() => {});
      throw error;
    }

    function respond(files: Outcome[]): void {
      const [first] = files;
      if (!first) throw invalidRequest("The form has no file. Send each file as a part with a filename.");
      if (files.length === 1) {
        if ("error" in first) throw first.error;
        sendDelivered(response, context, first.delivered);
        return;
      }
      if (context.way === "store" && context.asked) response.set("Preference-Applied", "respond-async");
      response.status(200).json({
        files: files.map((outcome, index) =>
          "error" in outcome
            ? { index, problem: problemBody(problemOf(outcome.error), context.requestId) }
            : { index, status_code: outcome.delivered.status, ...outcome.delivered.body },
        ),
      });
    }
  };

const isEmpty = async ({ bytes }: FormFile): Promise<boolean> => {
  for await (const chunk of bytes) if (chunk.length > 0) return false;
  return true;
};

const fileOf = (
  { name, type, fields }: FormFile,
  index: number,
  general: Labels,
  { owner, requestId, key }: { owner: string; requestId: string; key: string | undefined },
): IncomingFile => {
  const path = fields.get("path");
  const tags = fields.get("tags");
  return {
    owner,
    requestId,
    name: fileName(name),
    type: fields.get("type") ?? general.type ?? type,
    ...(general.path !== undefined && { path: general.path }),
    ...(general.tags !== undefined && { tags: general.tags }),
    ...(path !== undefined && path !== "" && { path: readPath(path) }),
    ...(tags !== undefined && tags !== "" && { tags: readTags(tags) }),
    // One key covers the form: the same form again is the same files.
    ...(key !== undefined && { idempotencyKey: index === 0 ? key : `${key}#${index}` }),
  };
};
