import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { Problem } from "../problems/problem.ts";
import { bodyIncomplete, invalidRequest, unsupportedBody } from "../problems/problems.ts";
import type { IncomingBytes } from "../types/incoming-file.ts";
import { discard } from "./discard.ts";
import { requireKnownField } from "./known-names.ts";

/** One file of a form, in the order of the form. */
export interface FormFile {
  name: string;
  /** A media type, or empty if the form does not know it. */
  type: string;
  /** The fields before it. */
  fields: ReadonlyMap<string, string>;
  /** Ends only after the next file has begun, or the form has ended as it must. So a truncated form never has a whole file. */
  bytes: IncomingBytes;
  /** Reads the rest of the bytes and drops them, so that the next file can be read. */
  discard(): void;
}

/** Tiny fields cost far more than the bytes that they are. */
export interface FormLimits {
  fields: number;
  files: number;
}

const LIMITS = {
  fieldSize: 64 * 1024,
  headerPairs: 100,
  headerSize: 16 * 1024,
};

/**
 * The files of a multipart/form-data body, while it arrives. The caller reads a file, or discards it, before the next one comes.
 * @throws Problem 400, 413 or 415
 */
export async function* filesOfForm(
  headers: IncomingMessage["headers"],
  body: AsyncIterable<Uint8Array>,
  limits: FormLimits,
): AsyncGenerator<FormFile, void> {
  const parser = parserFor(headers, limits, (part) => {
    // The parser skips parts that it cannot read, without an event. Their files would be lost in silence.
    if (partsOf(parser) !== ++understood) fail(unreadablePart());
    return isFile(part);
  });
  const fields = new Map<string, string>();
  /** The last field since the last file. */
  let pending: string | undefined;
  const waiting: FormFile[] = [];
  /** Parts that are fields or files. */
  let understood = 0;
  let fault: unknown;
  let finished = false;
  let wake = () => {};
  /** The end of the file that is read: it is whole when another file follows it, or the form ends as it must. */
  let whole: { resolve(): void; reject(error: unknown): void } | undefined;
  /** The file whose bytes arrive. */
  let open: Readable | undefined;

  const fail = (error: unknown) => {
    fault ??= error;
    whole?.reject(fault);
    // Its reader waits for bytes that will not come.
    open?.destroy();
    wake();
  };
  parser.on(
    "file",
    (
      _field: string,
      stream: BusboyFileStream,
      filename: string | undefined,
      _encoding: string,
      type: string,
    ) => {
      if (fault === undefined) whole?.resolve();
      pending = undefined;
      const ended = new Promise<void>((resolve, reject) => {
        whole = { resolve, reject };
      });
      ended.catch(() => {});
      stream.on("error", fail);
      open = stream;
      const name = filename ?? "";
      waiting.push({
        name,
        type: typeOf(type, name),
        fields: new Map(fields),
        bytes: bytesOf(stream, ended, () => fault),
        discard: () => discard(stream),
      });
      wake();
    },
  );
  parser.on("field", (name: string, value: string, _nameTruncated: boolean, truncated: boolean) => {
    try {
      requireKnownField(name);
    } catch (error) {
      fail(error);
    }
    pending = name;
    if (truncated) fail(formTooLarge(`The field ${name.slice(0, 100)} has more than 64 KiB.`));
    fields.set(name, value);
  });
  parser.on("fieldsLimit", () => fail(formTooLarge(`A form may have up to ${limits.fields} fields.`)));
  parser.on("filesLimit", () => fail(formTooLarge(`A form may have up to ${limits.files} files.`)));
  parser.on("error", (error: unknown) => fail(bodyIncomplete(error)));
  parser.on("finish", () => {
    // Emitted after an error, too.
    if (partsOf(parser) !== understood) fail(unreadablePart());
    if (whole && pending !== undefined) fail(fieldAfterFile(pending));
    if (fault === undefined) whole?.resolve();
    finished = true;
    wake();
  });

  const pump = async () => {
    for await (const chunk of body) {
      if (fault !== undefined) return;
      await new Promise<void>((resolve) => {
        if (parser.write(chunk)) return resolve();
        release = resolve;
        parser.once("drain", resolve);
      });
      if (fault !== undefined) return;
    }
    parser.end();
  };
  let release = () => {};
  pump().catch(fail);

  try {
    for (;;) {
      const file = waiting.shift();
      if (file) yield file;
      else if (fault !== undefined) throw fault;
      else if (finished) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (waiting.length > 0 || fault !== undefined || finished) resolve();
        });
    }
  } finally {
    // The caller may still read the last file of a form that has ended as it must.
    if (!finished || fault !== undefined) fail(bodyIncomplete());
    release();
  }
}

interface PartHead {
  type: string | undefined;
  filename: string | undefined;
}

const isFile = ({ type, filename }: PartHead): boolean =>
  filename !== undefined || type === "application/octet-stream";

const unreadablePart = (): Problem => invalidRequest("The form has a part that is no field and no file.");

const fieldAfterFile = (name: string): Problem =>
  invalidRequest(
    `The field ${name} comes after the last file, so it describes none. Send fields before the file that they belong to.`,
  );

const parserFor = (
  headers: IncomingMessage["headers"],
  limits: FormLimits,
  onPart: (part: PartHead) => boolean,
): BusboyInstance => {
  const type = headers["content-type"];
  try {
    if (type === undefined || !/^multipart\/form-data\s*;/i.test(type)) throw new Error("no form");
    return new Busboy({
      headers: { ...headers, "content-type": type },
      limits: { ...LIMITS, ...limits },
      isPartAFile: (_name, type, filename) => onPart({ type, filename }),
    });
  } catch {
    throw unsupportedBody(
      "POST /files accepts multipart/form-data with a boundary. Send a raw body to PUT /files/{name}.",
    );
  }
};

const formTooLarge = (detail: string): Problem =>
  new Problem(413, "form-too-large", "The form is too large", detail);

/** The parts that the parser has met, also those that it skips. It has no public member for it; a test shows that this is one. */
const partsOf = (parser: BusboyInstance): number =>
  (parser as unknown as { _parser?: { _nparts: number } })._parser?._nparts ?? Number.NaN;

/** A part without a type is text/plain (RFC 7578), which says nothing about a file whose name has an extension. */
const typeOf = (type: string, name: string): string =>
  type === "text/plain" && name.includes(".") ? "" : type;

async function* bytesOf(
  stream: Readable,
  ended: Promise<void>,
  fault: () => unknown,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch (error) {
    throw fault() ?? bodyIncomplete(error);
  }
  // A destroyed stream may end without an error.
  if (fault() !== undefined) throw fault();
  await ended;
}
