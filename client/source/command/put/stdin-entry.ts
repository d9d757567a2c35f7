import { createHash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileEntry } from "./entry.ts";

/**
 * The standard input as a file. The service must know the length of a file before its first byte, so the bytes go through a
 * temporary file, which only its owner may read. `remove` deletes it.
 */
export const stdinEntry = async (
  stdin: AsyncIterable<Uint8Array>,
  name: string,
): Promise<{ entry: FileEntry; remove(): Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), "malote-stdin-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, "bytes");
    const handle = await open(path, "wx", 0o600);
    const hash = createHash("sha256");
    let size = 0;
    try {
      for await (const piece of stdin) {
        hash.update(piece);
        await handle.writeFile(piece);
        size += piece.length;
      }
    } finally {
      await handle.close();
    }
    const identity = JSON.stringify(["content", hash.digest("hex")]);
    return { entry: { kind: "file", path, shown: name, source: "-", name, size, identity }, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};
