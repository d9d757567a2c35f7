import {
  type Caller,
  type Clock,
  type DownloadSigner,
  FileNotFound,
  type FileReference,
  type Files,
  type FileView,
  fileView,
  owns,
  secondsAfter,
} from "@malote/core";

/** A download must begin within this time. It is well below the hour for which a role's session is at least valid. */
const DOWNLOAD_SECONDS = 900;

export type DownloadPorts = {
  files: Pick<Files, "get">;
  downloads: DownloadSigner;
  clock?: Clock;
};

/**
 * The record of one file with its history and, if it is completed, a URL to download it. The URL is signed without a
 * look at the bytes: a completed file is in dest/.
 * @throws FileNotFound (404)
 */
export const downloadFile =
  ({ files, downloads, clock = () => new Date() }: DownloadPorts) =>
  async ({ file_id }: FileReference, caller: Caller): Promise<FileView> => {
    const file = await files.get(file_id);
    if (!owns(caller, file)) throw new FileNotFound();
    if (file.status !== "completed") return fileView(file);
    const expires_at = secondsAfter(clock().toISOString(), DOWNLOAD_SECONDS);
    return fileView(file, { url: await downloads.presignDownload(file, DOWNLOAD_SECONDS), expires_at });
  };
