import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { pipeline } from "node:stream/promises";
import mime from "mime";
import { Trouble } from "../../tools/command/trouble.ts";

export interface SourceFile {
  path: string;
  /** The members that POST /upload requires. */
  description: { file_name: string; extension: string; len: number; type: string };
}

/**
 * Checks that a file can be uploaded, and describes it. Its bytes are not read.
 * @throws Trouble when there is no readable regular file
 */
export const openSource = async (path: string): Promise<SourceFile> => {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Trouble(`There is no file ${path}.`);
  if (found.isDirectory()) throw new Trouble(`${path} is a folder; the demo uploads one file.`);
  if (!found.isFile()) throw new Trouble(`${path} is not a regular file.`);
  await access(path, constants.R_OK).catch(() => {
    throw new Trouble(`${path} cannot be read: you do not have the permission.`);
  });
  return { path, description: describe(path, found.size) };
};

export const describe = (path: string, len: number): SourceFile["description"] => ({
  file_name: basename(path),
  extension: extname(path),
  len,
  type: mime.getType(path) ?? "application/octet-stream",
});

export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
};
