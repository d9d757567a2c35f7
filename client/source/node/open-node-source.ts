import { nameOf, onlyForStreams, openSource } from "../core/open-source.ts";
import type { NodeUploadOptions, NodeUploadSource } from "../types/node.ts";
import type { Source } from "../types/source.ts";
import { checkNumber } from "../utils/options.ts";
import { bufferedStream } from "./buffered-stream.ts";
import { sourceOfFile } from "./file-source.ts";
import { partInMemory } from "./part-in-memory.ts";

/** @throws TypeError if it is nothing that can be uploaded, or a name or a size is missing */
export const openNodeSource = (
  given: NodeUploadSource,
  options: NodeUploadOptions,
): (() => Promise<Source>) => {
  if (typeof given === "string") {
    onlyForStreams(options);
    return () => sourceOfFile(given, options.name, options.type);
  }
  if (isStream(given)) {
    const { name, type = "", size, maxSize, bufferFor = partInMemory } = options;
    const length =
      maxSize === undefined ? checkNumber("The option size of a stream", size ?? Number.NaN, 0) : undefined;
    const source = bufferedStream(given, nameOf(name), type, length, bufferFor);
    return async () => source;
  }
  const source = openSource(given, options);
  return async () => source;
};

const isStream = (given: unknown): given is AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> =>
  typeof given === "object" &&
  given !== null &&
  !(given instanceof Blob) &&
  !(given instanceof Uint8Array) &&
  (Symbol.asyncIterator in given || "getReader" in given);
