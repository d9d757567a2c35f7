import { codeOf } from "./disk/disk.ts";
import { isFull } from "./problems.ts";
import type { SpoolParts } from "./spool-parts.ts";

/**
 * The last steps before the promise, for bytes that are durable and an entry that is `arriving`: the final name, and the
 * fsync of the folder. Afterwards the entry becomes `waiting` with the next transaction, for which nobody waits: recovery
 * does the same with an `arriving` entry.
 */
export async function publish(parts: SpoolParts, id: string): Promise<void> {
  await nameFile(parts, id);
  await parts.syncNames().catch((error: unknown) => {
    // The kernel may have dropped names, and later fsyncs would not report it. A full disk drops nothing.
    if (!isFull(error)) parts.fail(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  void settle(parts, id);
}

async function nameFile({ disk, partOf, fileOf }: SpoolParts, id: string): Promise<void> {
  try {
    await disk.rename(partOf(id), fileOf(id));
  } catch (error) {
    // An attempt before this one got as far.
    if (codeOf(error) !== "ENOENT" || (await disk.size(fileOf(id))) === undefined) throw error;
  }
}

/** Releases an accepted file to the forwarder, and those for which the journal had no room or no time before. */
export function settle({ queue, unsettled, log }: SpoolParts, ...ids: string[]): Promise<unknown> {
  for (const id of ids) unsettled.add(id);
  return Promise.all(
    [...unsettled].map(async (id) => {
      unsettled.delete(id);
      try {
        await queue.run("settle", id);
      } catch (error) {
        unsettled.add(id);
        log.warn({ err: error, id }, "An accepted file is not released to the forwarder yet.");
      }
    }),
  );
}
