import type { OnLine } from "../../tools/command/step.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import type { StackJson } from "../stack/index.ts";
import { call } from "./api.ts";
import { sha256OfDownload } from "./download.ts";
import { followStatus } from "./follow-status.ts";
import { type PresignedPost, send } from "./send.ts";
import { signIn } from "./sign-in.ts";
import { type SourceFile, sha256OfFile } from "./source-file.ts";
import { type Change, historyLines, timeline } from "./timeline.ts";

interface FileRecord {
  history?: Change[];
  download?: { url: string };
}

/**
 * Uploads one file, downloads it again, and compares the bytes.
 * @throws Trouble at the first step that fails
 */
export const roundTrip = async (
  stack: StackJson,
  { path, description }: SourceFile,
  onLine: OnLine,
): Promise<void> => {
  onLine(`${description.file_name}  ${description.len} bytes  ${description.type}`);
  const printEvent = timeline(onLine);
  const api = { url: stack.api_url, token: await signIn(stack) };
  printEvent("signed in", stack.demo.username);
  const post = await call<PresignedPost>(api, "/upload", description);
  printEvent("/upload", post.file_id);
  await send(post, path, description.len);
  printEvent("sent to S3");
  await call(api, "/confirm-upload", { file_id: post.file_id });
  printEvent("/confirm-upload");
  await followStatus(api, post.file_id, (status) => printEvent("/consult-status", status));
  const { download, history = [] } = await call<FileRecord>(api, `/files/${post.file_id}`);
  if (!download) throw new Trouble("The file is completed, but its record has no download URL.");
  printEvent("/files/{file_id}");
  const [sent, received] = await Promise.all([sha256OfFile(path), sha256OfDownload(download.url)]);
  printEvent("downloaded", `SHA-256 ${received}`);
  onLine("History in its record:");
  for (const line of historyLines(history)) onLine(line);
  if (sent !== received) throw new Trouble(`The bytes differ: the file's SHA-256 is ${sent}.`);
  onLine("The downloaded bytes are the same.");
};
