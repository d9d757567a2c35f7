/** Why an attempt failed, or why an entry is parked: a code to decide by, and a sentence for people. */
export interface Reason {
  code: string;
  message: string;
}

/** What an attempt to send an entry came to. */
export type Outcome =
  /** The service has the bytes. What becomes of them, its status says. */
  | { kind: "sent"; fileId: string }
  /** Aborted by the forwarder. The entry waits, as before. */
  | { kind: "released" }
  /** No fault of the entry: the service or S3 cannot be reached, or refuses the relay itself. */
  | { kind: "line"; reason: Reason; refused?: boolean; retryAfter?: number | undefined }
  /** A fault that may pass. `limited`: not for ever. `reached`: the service has responded. */
  | { kind: "again"; reason: Reason; retryAfter?: number | undefined; limited: boolean; reached: boolean }
  /** The file of this key is gone, and it was this relay that deleted it: a new file under a new key makes no second one. */
  | { kind: "renew"; reason: Reason }
  /** Refused for good. */
  | { kind: "park"; reason: Reason };
