import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Api, call } from "../local/demo/api.ts";
import { sha256OfDownload } from "../local/demo/download.ts";
import { followStatus } from "../local/demo/follow-status.ts";
import { type PresignedPost, send } from "../local/demo/send.ts";
import { openSource, type SourceFile, sha256OfFile } from "../local/demo/source-file.ts";
import { timeline } from "../local/demo/timeline.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { describeResponse, request } from "./request.ts";

/** One transparent pixel. The mover recognises a PNG by its first bytes. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** Writes a small picture, different in each run: the random bytes after the end of a PNG are ignored by viewers. */
export const withPicture = async <T>(work: (source: SourceFile) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "malote-smoke-"));
  try {
    const path = join(folder, "smoke.png");
    await writeFile(path, Buffer.concat([Buffer.from(PNG, "base64"), randomBytes(16)]));
    return await work(await openSource(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Uploads one file as an app does, downloads it, compares the bytes, and deletes it, so that no test files are left.
 * @throws Trouble at the first step that fails
 */
export const oneFile = async (api: Api, { path, description }: SourceFile, print: (line: string) => void) => {
  const printEvent = timeline(print);
  const post = await call<PresignedPost>(api, "/upload", description);
  printEvent("requested", post.file_id);
  await send(post, path, description.len);
  printEvent("sent to S3");
  await call(api, "/confirm-upload", { file_id: post.file_id });
  printEvent("confirmed");
  await followStatus(api, post.file_id, (status) => printEvent("status", status));
  const { download } = await call<{ download?: { url: string } }>(api, `/files/${post.file_id}`);
  if (!download) throw new Trouble("The file is completed, but its record has no download URL.");
  const [sent, received] = await Promise.all([sha256OfFile(path), sha256OfDownload(download.url)]);
  if (sent !== received)
    throw new Trouble(
      `The downloaded bytes differ: their SHA-256 is ${received}, and the file's is ${sent}.`,
    );
  printEvent("downloaded", `SHA-256 ${received}`);
  await remove(api, post.file_id);
  printEvent("deleted");
};

const remove = async ({ url, token }: Api, fileId: string) => {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await request(`${url}/files/${fileId}`, { method: "DELETE", headers });
  if (response.status !== 204)
    throw new Trouble(
      `DELETE /files/${fileId} should respond 204, but responded ${describeResponse(response)}`,
    );
};
