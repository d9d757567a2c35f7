/**
 * Where a file of the spool is:
 *
 * - `receiving`: a tus upload whose bytes are not all here. Never forwarded.
 * - `waiting`: durable on this disk, and promised to the client (202).
 * - `sent`: the service has accepted the bytes. The copy on this disk stays.
 * - `completed`: the service has verified and stored it, and the checksum agrees. The copy on this disk is deleted.
 * - `parked`: the service refused it for good. The copy on this disk stays until an operator decides.
 */
export type EntryState = "receiving" | "waiting" | "sent" | "completed" | "parked";

/** One file of the spool, as the journal keeps it. Times are milliseconds since 1970. */
export interface Entry {
  /** Of the relay, a UUID. Not the service's `file_id`. */
  id: string;
  owner: string;
  name: string;
  type: string;
  path?: string;
  tags?: Record<string, string>;
  /** tus: the Upload-Metadata header as the client sent it. */
  metadata?: string;
  /** Bytes. Of a `receiving` entry: what was announced, if it was. */
  size?: number;
  /** Base64 of the big-endian CRC-32 of the bytes, computed while they were written. Missing while `receiving`. */
  crc32?: string;
  state: EntryState;
  /** The key under which the relay announces the file to the service, for all attempts. Made once, random. */
  key: string;
  /** The client's own Idempotency-Key. Unique for each owner. */
  clientKey?: string;
  acceptedAt: number;
  /** Failed attempts in a row. */
  attempts: number;
  /** Not before this time. */
  nextAt: number;
  /** The service's id, once it is known. */
  fileId?: string;
  /** Why the last attempt failed, or why it is parked: a code to decide by, and a sentence for people. */
  reason?: { code: string; message: string; at: number };
  sentAt?: number;
  completedAt?: number;
}
