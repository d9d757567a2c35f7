import type { Caller, UploadRequest, UploadsEnvelope } from "@malote/core";
import type { RequestHeaders } from "@malote/core/http";
import {
  idempotencyKeyOf,
  type RequestedUpload,
  type requestUpload,
  type UploadOutcome,
} from "@malote/core/uploads";

export type UploadsPorts = {
  /** Reads and checks one entry. Throws for a faulty one. */
  readEntry: (raw: unknown) => RequestedUpload<UploadRequest>;
  /** Announces one file, as /upload does. */
  announce: ReturnType<typeof requestUpload>;
};

/** The outcome of one entry: what /upload would have returned, or what it would have thrown. */
export type UploadEntry = { index: number } & ({ outcome: UploadOutcome } | { thrown: unknown });

/**
 * Announces up to 50 files at once. Each entry is a request of its own: a faulty one, or one that the table refuses,
 * changes nothing for the others. An Idempotency-Key counts for each entry by its index.
 * @throws InvalidRequest (400) for a malformed Idempotency-Key, which no entry could have
 */
export const requestUploads =
  ({ readEntry, announce }: UploadsPorts) =>
  async ({ files }: UploadsEnvelope, caller: Caller, headers: RequestHeaders): Promise<UploadEntry[]> => {
    idempotencyKeyOf(headers);
    return Promise.all(
      files.map(async (raw, index): Promise<UploadEntry> => {
        try {
          return { index, outcome: await announce(readEntry(raw), caller, headers, index) };
        } catch (thrown) {
          return { index, thrown };
        }
      }),
    );
  };
