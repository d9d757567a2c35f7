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
import { request, told } from "./request.ts";

/** One transparent pixel: a type that the mover knows by its first bytes. */
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** A small picture whose bytes no other run had: what follows its end is ignored by whoever shows it. */
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
 * One file there and back, as an app sends it, and away again: a deployment does not fill up with smoke.
 * @throws Trouble at the first thing that is not as it should be
 */
export const oneFile = async (api: Api, { path, description }: SourceFile, print: (line: string) => void) => {
  const at = timeline(print);
  const post = await call<PresignedPost>(api, "/upload", description);
  at("announced", post.file_id);
  await send(post, path, description.len);
  at("sent to S3");
  await call(api, "/confirm-upload", { file_id: post.file_id });
  at("confirmed");
  await followStatus(api, post.file_id, (status) => at("status", status));
  const { download } = await call<{ download?: { url: string } }>(api, `/files/${post.file_id}`);
  if (!download) throw new Trouble("The file is completed and its record has no download URL.");
  const [sent, received] = await Promise.all([sha256OfFile(path), sha256OfDownload(download.url)]);
  if (sent !== received)
    throw new Trouble(`Other bytes came back: SHA-256 ${received}, and ${sent} was sent.`);
  at("downloaded", `SHA-256 ${received}`);
  await remove(api, post.file_id);
  at("deleted");
};

const remove = async ({ url, token }: Api, fileId: string) => {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await request(`${url}/files/${fileId}`, { method: "DELETE", headers });
  if (answer.status !== 204)
    throw new Trouble(`DELETE /files/${fileId} should be 204, and is ${told(answer)}`);
};
