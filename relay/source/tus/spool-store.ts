import type { Readable } from "node:stream";
import { DataStore, ERRORS, Metadata, Upload } from "@tus/server";
import type { Spool } from "../spool/index.ts";
import type { Entry } from "../types/entry.ts";
import type { IncomingFile } from "../types/incoming-file.ts";
import { describeUpload, parseMetadata } from "./metadata.ts";
import { currentRequest } from "./request-context.ts";

export interface SpoolStoreOptions {
  spool: Spool;
  /** Milliseconds after its creation, when an upload that is not complete is discarded. */
  expiresAfter: number;
  /** The rules for all files of the relay: names, types, paths. @throws Problem */
  check(file: IncomingFile): IncomingFile | Promise<IncomingFile>;
  now(): number;
  /** Called with the number of bytes that a request has brought. Default: nothing. */
  onReceived?(bytes: number): void;
}

/**
 * Uploads of tus, whose bytes go into the spool: what PATCH acknowledges is durable, and a complete upload is an entry like
 * any other. There is no checksum extension, because @tus/server does not compare the checksums.
 */
export class SpoolStore extends DataStore {
  override extensions = [
    "creation",
    "creation-with-upload",
    "creation-defer-length",
    "termination",
    "expiration",
  ];
  readonly #options: SpoolStoreOptions;

  constructor(options: SpoolStoreOptions) {
    super();
    this.#options = options;
  }

  /** The upload gets the id of its entry. */
  override async create(upload: Upload): Promise<Upload> {
    const { spool, check, now, expiresAfter } = this.#options;
    const { owner, requestId } = currentRequest();
    const file = await check({
      owner,
      ...describeUpload(upload.metadata),
      ...(upload.size !== undefined && { size: upload.size }),
      ...(upload.metadata && { metadata: Metadata.stringify(upload.metadata) }),
      ...(requestId !== undefined && { requestId }),
    });
    const entry = await spool.begin(file, now() + expiresAfter);
    upload.id = entry.id;
    upload.creation_date = new Date(entry.acceptedAt).toISOString();
    return upload;
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const { spool, onReceived } = this.#options;
    const reached = await spool.append(id, offset, stream);
    onReceived?.(reached - offset);
    return reached;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { spool } = this.#options;
    const entry = await this.#entry(id);
    return new Upload({
      id,
      ...(entry.size !== undefined && { size: entry.size }),
      offset: entry.state === "receiving" ? await spool.offset(id) : (entry.size ?? 0),
      ...(entry.metadata !== undefined && { metadata: parseMetadata(entry.metadata) }),
      creation_date: new Date(entry.acceptedAt).toISOString(),
    });
  }

  override async declareUploadLength(id: string, size: number): Promise<void> {
    await this.#options.spool.declare(id, size);
  }

  override async remove(id: string): Promise<void> {
    await this.#options.spool.discard(id);
  }

  override getExpiration(): number {
    return this.#options.expiresAfter;
  }

  /** An upload of another user is not found. */
  async #entry(id: string): Promise<Entry> {
    const entry = await this.#options.spool.get(id);
    if (entry?.owner !== currentRequest().owner) throw ERRORS.FILE_NOT_FOUND;
    return entry;
  }

  /** @throws ERRORS.FILE_NOT_FOUND unless it is an upload of the caller */
  async requireOwn(id: string): Promise<void> {
    await this.#entry(id);
  }
}
