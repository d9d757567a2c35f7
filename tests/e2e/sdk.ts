import { connect, download, type Malote, type UploadedFile, upload, waitFor } from "malote/node";
import { inject } from "vitest";
import { tokenOf } from "./service.ts";

// The SDK, as an app uses it: for every file whose upload is ordinary. Forms by hand are for the tests that read them, that
// send other bytes or none, or that declare no checksum.

export const connectAs = (token: string | (() => Promise<string>)): Malote =>
  connect({ url: inject("stack").api_url, token });

/** The user `demo`. */
export const malote = connectAs(() => tokenOf("demo"));

type TextOptions = { name?: string; confirm?: boolean };

/** Uploads a text file. With `confirm: false`, the service learns of its bytes only from S3's notification. */
export const uploadText = (
  text: string,
  { name = "note.txt", ...options }: TextOptions = {},
  as = malote,
): Promise<UploadedFile> => upload(as, Buffer.from(text), { name, type: "text/plain", ...options });

/** Uploads a text file, and returns its id when it is completed. */
export const completedText = async (text: string, options?: TextOptions, as = malote): Promise<string> => {
  const { file_id } = await uploadText(text, options, as);
  await completed(file_id, as);
  return file_id;
};

export const completed = (fileId: string, as = malote) => waitFor(as, fileId, { timeout: 30_000 });

/** The text of a completed file. */
export const textIn = async (fileId: string): Promise<string> =>
  (await download(malote, fileId).blob()).text();

/** The keys of a text file, as the contract names them. */
export const keysOf = (fileId: string) => ({ key: `temp/${fileId}.txt`, dest: `dest/${fileId}.txt` });
