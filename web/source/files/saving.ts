import { download, get, type Malote, MaloteError } from "malote";

/** Lets the browser save what is at a URL. S3 sends `Content-Disposition: attachment`, so that the page stays. */
const save = (url: string, name: string): void => {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.rel = "noreferrer";
  document.body.append(link);
  link.click();
  link.remove();
};

/** A URL that everybody may download the file with until it expires. @throws MaloteError `not-completed` */
export const downloadUrl = async (malote: Malote, file_id: string) => {
  const { download: presigned } = await get(malote, file_id);
  if (!presigned) throw new MaloteError("not-completed", "Only a completed file can be downloaded.");
  return presigned;
};

/** Saves one file. The browser shows its progress, and any size is fine. */
export const saveFile = async (malote: Malote, file_id: string, file_name: string): Promise<void> =>
  save((await downloadUrl(malote, file_id)).url, file_name);

/** Bytes. Up to here, the page holds one of several files in memory. */
const IN_MEMORY = 64_000_000;
/** Milliseconds until the browser has taken over a download: the next one would end it before. */
const TAKEN_OVER = 3000;

/**
 * Saves several files one after the other. The page fetches them itself and verifies them, because a browser drops a download
 * that has not begun when the next one does. Large files are left to the browser all the same, with a pause.
 * @param onNext is called before each, with its number from 1
 */
export const saveFiles = async (
  malote: Malote,
  files: readonly { file_id: string; file_name: string; len: number }[],
  onNext: (number: number) => void,
  signal: AbortSignal,
): Promise<void> => {
  for (const [index, { file_id, file_name, len }] of files.entries()) {
    signal.throwIfAborted();
    onNext(index + 1);
    if (len > IN_MEMORY) {
      await saveFile(malote, file_id, file_name);
      await new Promise((done) => setTimeout(done, TAKEN_OVER));
      continue;
    }
    const url = URL.createObjectURL(await download(malote, file_id, { signal }).blob());
    save(url, file_name);
    // The browser may still read it.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
};
