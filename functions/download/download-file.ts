import {
  type Caller,
  type Clock,
  FileNotFound,
  type FileReference,
  type Files,
  type FileView,
  fileView,
  owns,
  type Storage,
  secondsAfter,
} from "@malote/core";

/** A download must begin within this time. It is well below the hour for which a role's session is at least valid. */
const DOWNLOAD_SECONDS = 900;

export type DownloadPorts = {
  files: Pick<Files, "get">;
  storage: Pick<Storage, "presignDownload">;
  clock?: Clock;
};

/**
 * The record of one file with its history and, if it is completed, a URL to download it. The URL is signed without a
 * call of S3: a completed file is in dest/.
 * @throws FileNotFound (404)
 */
export const downloadFile =
  ({ files, storage, clock = () => new Date() }: DownloadPorts) =>
  async ({ file_id }: FileReference, caller: Caller): Promise<FileView> => {
    const file = await files.get(file_id);
    if (!owns(caller, file)) throw new FileNotFound();
    if (file.status !== "completed") return fileView(file);
    const expires_at = secondsAfter(clock().toISOString(), DOWNLOAD_SECONDS);
    return fileView(file, { url: await storage.presignDownload(file, DOWNLOAD_SECONDS), expires_at });
  };
