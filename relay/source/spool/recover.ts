import { Problem } from "../problems/problem.ts";
import { StartFault } from "../start-fault.ts";
import type { WithFile } from "./journal/operations/upkeep.ts";
import { filesFolder, remove, type SpoolParts } from "./spool-parts.ts";
import { finish } from "./uploads/finish.ts";

/** The names that the spool gives: the id of an entry, and `.part` while it is not complete. */
const NAME = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(\.part)?$/;

/** The journal of a folder with files is gone. */
export class JournalMissing extends StartFault {
  override readonly name = "JournalMissing";
  constructor(folder: string, files: number) {
    super(
      `The folder ${folder} has ${files} files and a new, empty journal: its journal.sqlite is missing. Put the journal ` +
        "back, or move the files away. The relay does not start, because it would delete files that it does not know.",
    );
  }
}

/**
 * Makes the folder and the journal agree, after a stop of any kind: an entry that had not become `waiting` is completed
 * or dropped, and a file without an entry is deleted. Sizes and checksums of the others are not read, so that 300,000
 * entries take seconds.
 * @throws JournalMissing
 */
export async function recover(parts: SpoolParts, folder: string, isNew: boolean): Promise<void> {
  const { disk, queue, log } = parts;
  const names = new Set(await disk.list(filesFolder(folder)));
  const ours = [...names].filter((name) => NAME.test(name));
  if (isNew && ours.length > 0) throw new JournalMissing(folder, ours.length);
  await queue.run("opened");
  // In one transaction, so that a command beside it removes an entry either before or after both.
  const [entries] = await Promise.all([queue.run("withFiles"), queue.run("forgetAllRemoved")]);
  const known = new Set<string>();
  const arrived: string[] = [];
  const complete: string[] = [];
  for (const entry of entries) {
    const name = await nameOf(parts, entry, names);
    if (name === undefined) continue;
    known.add(name);
    if (entry.state === "arriving") arrived.push(entry.id);
    if (entry.state === "receiving" && entry.received === entry.size) complete.push(entry.id);
  }
  for (const name of names) {
    if (known.has(name)) continue;
    if (NAME.test(name)) await remove(parts, `${filesFolder(folder)}/${name}`);
    else
      log.warn({ name, folder: filesFolder(folder) }, "A file in the folder is not the relay's. It is left.");
  }
  await disk.syncFolder(filesFolder(folder));
  await Promise.all(arrived.map((id) => queue.run("settle", id)));
  // Their clients think that they are accepted: the offset is at the end.
  for (const id of complete)
    await finish(parts, id).catch((error: unknown) => {
      // It starts again, because it has lost bytes.
      if (!(error instanceof Problem)) throw error;
    });
}

/** @returns the name that the file of this entry should have now, or undefined if the entry was dropped */
async function nameOf(
  parts: SpoolParts,
  { id, state, size, received }: WithFile,
  names: ReadonlySet<string>,
): Promise<string | undefined> {
  const { disk, queue, log, room, uploads, fileOf, partOf } = parts;
  const part = `${id}.part`;
  if (state === "receiving") {
    if (!names.has(part)) await (await disk.create(partOf(id))).close();
    const whole = ((await disk.size(partOf(id))) ?? 0) >= received;
    if (!whole) {
      log.error({ id, received }, "An upload has lost bytes, so it starts again.");
      await queue.run("reset", id);
    }
    uploads.set(id, room.adopt(size ?? received, whole ? received : 0));
    return part;
  }
  if (names.has(id)) {
    room.found({ files: 1, bytes: size ?? 0 });
    return id;
  }
  if (state === "arriving" && names.has(part)) {
    await disk.rename(partOf(id), fileOf(id));
    room.found({ files: 1, bytes: size ?? 0 });
    return id;
  }
  if (state === "arriving") {
    log.info({ id }, "A file whose acceptance was interrupted is dropped. Its client got no response.");
    await queue.run("drop", id);
    return undefined;
  }
  log.error({ id, state }, "The bytes of an accepted file are missing in the folder.");
  if (state === "waiting")
    await queue.run("park", id, {
      code: "bytes-missing",
      message: "The relay's folder has no bytes of this file any more.",
      at: parts.now(),
    });
  room.found({ files: 1, bytes: size ?? 0 });
  return id;
}
