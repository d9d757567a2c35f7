import { createHash } from "node:crypto";
import { type Caller, FileNotFound, type FileRecord, type Files, mayTrack } from "@malote/core";
import { isUnchanged, type RequestHeaders } from "@malote/core/http";

/** A file that the caller may track, or why there is none. */
export type Consulted = { file_id: string } & ({ file: FileRecord } | { error: FileNotFound });

/** The files are left out if the caller already has their statuses. */
export type ManyConsultations = { etag: string; files?: Consulted[] };

/**
 * The statuses of several files, in the order of the ids. A file of another user is the same FileNotFound as one that
 * does not exist. The ETag is a digest of ids and versions, and it has no version of a file that the caller may not track.
 */
export const consultMany =
  ({ files }: { files: Pick<Files, "getMany"> }) =>
  async (ids: readonly string[], caller: Caller, headers: RequestHeaders): Promise<ManyConsultations> => {
    const records = new Map((await files.getMany(ids)).map((file) => [file.file_id, file]));
    const consulted = ids.map((file_id): Consulted => {
      const file = records.get(file_id);
      return mayTrack(caller, file) ? { file_id, file } : { file_id, error: new FileNotFound() };
    });
    const digest = digestOf(consulted);
    // Weak, because the problems have the id of each request.
    const etag = `W/${digest}`;
    return isUnchanged(headers["if-none-match"], digest) ? { etag } : { etag, files: consulted };
  };

const digestOf = (consulted: readonly Consulted[]): string => {
  const versions = consulted.map((one) => [one.file_id, "file" in one ? one.file.version : 0]);
  return `"${createHash("sha256").update(JSON.stringify(versions)).digest("base64url")}"`;
};
