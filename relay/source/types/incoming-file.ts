/** A file that a client sends to the relay, however it arrives: raw body, form or tus. */
export interface IncomingFile {
  /** The `sub` of the verified caller, whose file it will be. */
  owner: string;
  /** As the client gave it, NFC-normalised. 1 to 255 bytes of UTF-8, without separators and control characters. */
  name: string;
  /** A media type, or empty if the client gave none. */
  type: string;
  /** A label such as `trips/2026/lisbon`. */
  path?: string;
  tags?: Record<string, string>;
  /** Bytes. Undefined for chunked bodies and forms, whose end decides it. */
  size?: number;
  /** The client's own Idempotency-Key. The same owner and key never make a second file. */
  idempotencyKey?: string;
  /** tus: the Upload-Metadata header as the client sent it. Responses repeat it. */
  metadata?: string;
  /** The id of the request that brought it, for the logs. */
  requestId?: string;
}

/** The bytes of a body, read once. Ends with an error if the client did not send all of them. */
export type IncomingBytes = AsyncIterable<Uint8Array>;
