import { remove, type SpoolParts } from "./spool-parts.ts";

/**
 * The service has the file: the entry becomes `completed`, then the copy on this disk is deleted. The journal is first,
 * because a copy that a crash leaves behind is deleted at the next start, while an entry without a copy would be a loss.
 */
export async function complete(parts: SpoolParts, id: string): Promise<void> {
  const { queue, room, now } = parts;
  const size = await queue.run("completed", id, now());
  if (size === undefined) return;
  await remove(parts, parts.fileOf(id));
  room.freed(size);
}
