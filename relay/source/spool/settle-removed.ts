import { remove, type SpoolParts } from "./spool-parts.ts";

/**
 * What a command has removed meanwhile no longer takes room. Its copy is deleted, too, if the command could not do it or was
 * ended before.
 */
export async function settleRemoved(parts: SpoolParts): Promise<void> {
  const { queue, room, fileOf } = parts;
  const removed = await queue.run("removed");
  if (removed.length === 0) return;
  await queue.run(
    "forgetRemoved",
    removed.map(({ id }) => id),
  );
  for (const { id, bytes } of removed) {
    room.freed(bytes);
    await remove(parts, fileOf(id));
  }
}
