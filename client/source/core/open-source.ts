import { MaloteError } from "../errors/malote-error.ts";
import type { Source } from "../types/source.ts";
import type { UploadOptions, UploadSource } from "../types/upload.ts";
import { checkNumber } from "../utils/options.ts";
import { sliceOfBlob, sliceOfBytes } from "./slices.ts";
import { sourceOfStream } from "./stream-source.ts";

/** @throws TypeError if it is nothing that can be uploaded, or a name or a size is missing */
export const openSource = (given: UploadSource, options: UploadOptions): Source => {
  const isStream = typeof (given as Partial<ReadableStream>)?.getReader === "function";
  if (!isStream) onlyForStreams(options);
  if (given instanceof Blob) {
    const { name = "", lastModified } = given as Partial<File>;
    return {
      name: nameOf(options.name ?? name),
      type: options.type ?? given.type,
      size: given.size,
      ...(lastModified !== undefined && { lastModified }),
      slice: (start, end) => sliceOfBlob(given.slice(start, end)),
    };
  }
  const bytes = bytesIn(given);
  if (bytes) {
    return {
      name: nameOf(options.name),
      type: options.type ?? "",
      size: bytes.length,
      slice: (start, end) => sliceOfBytes(bytes.subarray(start, end)),
    };
  }
  if (isStream) {
    const size = checkNumber("The option size of a stream", options.size ?? Number.NaN, 0);
    return sourceOfStream(
      given as ReadableStream<Uint8Array>,
      nameOf(options.name),
      options.type ?? "",
      size,
    );
  }
  throw new TypeError("upload accepts a File, a Blob, a Uint8Array, an ArrayBuffer or a ReadableStream.");
};

/** @throws TypeError for a size of what has its own: it would be ignored in silence */
export const onlyForStreams = (options: { size?: number; maxSize?: number }): void => {
  if ((options.size ?? options.maxSize) !== undefined) {
    throw new TypeError("The options size and maxSize are only for streams.");
  }
};

const bytesIn = (given: unknown): Uint8Array<ArrayBuffer> | undefined => {
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  if (!(given instanceof Uint8Array)) return undefined;
  // The bytes of a SharedArrayBuffer cannot be sent, and may change.
  if (!(given.buffer instanceof ArrayBuffer)) return Uint8Array.from(given);
  return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
};

export const nameOf = (name: string | undefined): string => {
  if (name) return name;
  throw new TypeError("upload needs the option name, because only a File has a name of its own.");
};

/** Also what a browser throws when a file on disk changed after it was chosen (NotReadableError). */
export const fileChanged = (name: string, cause?: unknown): MaloteError =>
  new MaloteError("file-changed", `${name} changed meanwhile, or cannot be read. Upload it again.`, {
    cause,
  });
