import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { IncomingBytes } from "../../types/incoming-file.ts";
import type { Spool } from "../spool.ts";

/**
 * What a spool does in a day, small: files accepted with and without keys and sizes, sent, completed, parked; uploads in
 * several requests that are finished, discarded and left. Each client has its own name, and its bytes are its name's.
 * The tests of failures and crashes run it on a disk that fails at one operation, or stop it there.
 */

/** What the world outside was told. */
export type Told =
  | { accepted: string; id: string }
  | { offset: number; name: string; id: string }
  | { completing: string }
  | { discarding: string }
  | { refused: string; code: string };

/** 3 KiB, so that a file has more than one sector. */
export const contentOf = (name: string): Buffer => Buffer.alloc(3 * 1024, `${name}-`);

const LATER = Number.MAX_SAFE_INTEGER;
const owner = "ana";
const type = "text/plain";

/** In three chunks. */
async function* chunksOf(bytes: Buffer): IncomingBytes {
  const third = Math.ceil(bytes.length / 3);
  for (let at = 0; at < bytes.length; at += third) yield bytes.subarray(at, at + third);
}

/** The key of a client that has one: those with an even number. */
const keyOf = (name: string) => (Number(name.slice(1)) % 2 === 0 ? { idempotencyKey: `key-${name}` } : {});

export async function acceptOne(spool: Spool, name: string, tell: (told: Told) => void): Promise<string> {
  const bytes = contentOf(name);
  const size = Number(name.slice(1)) % 3 === 0 ? {} : { size: bytes.length };
  const { id } = await spool.accept({ owner, name, type, ...size, ...keyOf(name) }, chunksOf(bytes));
  tell({ accepted: name, id });
  return id;
}

async function uploadOne(
  spool: Spool,
  name: string,
  tell: (told: Told) => void,
  requests = 2,
): Promise<string> {
  const bytes = contentOf(name);
  const file = { owner, name, type, size: bytes.length, ...keyOf(name) };
  const { id } = await spool.begin(file, LATER);
  tell({ offset: 0, name, id });
  const half = bytes.length / 2;
  for (let request = 0; request < requests; request += 1) {
    const from = request * half;
    const offset = await spool.append(id, from, chunksOf(bytes.subarray(from, from + half)));
    if (offset === bytes.length) {
      await spool.finish(id);
      tell({ accepted: name, id });
    } else tell({ offset, name, id });
  }
  return id;
}

/** Runs the story. A step that fails is told as refused, and the others go on. */
export async function runStory(spool: Spool, tell: (told: Told) => void): Promise<void> {
  const step = async (name: string, run: () => Promise<unknown>) => {
    try {
      await run();
    } catch (error) {
      tell({ refused: name, code: (error as { code?: string }).code ?? String(error) });
    }
  };
  const { journal } = spool;
  const completed = async (id: string) => {
    await journal.sent(id, `file-of-${id}`);
    tell({ completing: id });
    await spool.complete(id);
  };
  await step("a1", async () => completed(await acceptOne(spool, "a1", tell)));
  await step("a2", () => acceptOne(spool, "a2", tell));
  await step("u2", () => uploadOne(spool, "u2", tell));
  await step("a3", async () => {
    const id = await acceptOne(spool, "a3", tell);
    await journal.failed(id, { code: "offline", message: "The line is down." }, 5000);
  });
  await step("u4", async () => {
    const id = await uploadOne(spool, "u4", tell, 1);
    tell({ discarding: id });
    await spool.discard(id);
  });
  await step("together", () =>
    Promise.allSettled(["b4", "b5"].map((name) => step(name, () => acceptOne(spool, name, tell)))),
  );
  await step("a6", async () => {
    const id = await acceptOne(spool, "a6", tell);
    await journal.park(id, { code: "refused", message: "The service refused it." });
    await journal.retry(id);
  });
  await step("u5", () => uploadOne(spool, "u5", tell, 1));
}

/** What was told before. A client that was refused sends its file again, under its key if it has one. */
export async function runAgain(
  spool: Spool,
  told: readonly Told[],
  tell: (told: Told) => void,
): Promise<void> {
  const accepted = new Set(told.flatMap((each) => ("accepted" in each ? [each.accepted] : [])));
  for (const name of ["a2", "b4", "a6"]) if (!accepted.has(name)) await acceptOne(spool, name, tell);
}

/**
 * What is wrong in a spool that was opened after the story was disturbed: a promise that is not kept, a file that is
 * there twice, a file that belongs to nobody.
 */
export async function faultsOf(spool: Spool, folder: string, told: readonly Told[]): Promise<string[]> {
  const faults: string[] = [];
  // A client that comes back asks for its offset, and thereby finishes an upload whose last step failed.
  const offsets = new Map<string, number>();
  for (const each of told)
    if ("offset" in each) offsets.set(each.id, await spool.offset(each.id).catch(() => -1));
  await spool.upkeep();
  const entries = await spool.journal.list({ limit: 1000 });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const completing = new Set(told.flatMap((each) => ("completing" in each ? [each.completing] : [])));
  const discarding = new Set(told.flatMap((each) => ("discarding" in each ? [each.discarding] : [])));
  const bytesOf = (path: string) => readFile(path).catch(() => Buffer.from("nothing"));

  for (const each of told) {
    if ("accepted" in each) {
      const { accepted: name, id } = each;
      const entry = byId.get(id);
      if (!entry) faults.push(`${name}: lost`);
      else if (entry.state === "completed") {
        if (!completing.has(id)) faults.push(`${name}: completed by nobody`);
      } else if (
        entry.state === "parked"
          ? entry.reason?.code !== "refused"
          : !["waiting", "sent"].includes(entry.state)
      )
        faults.push(`${name}: ${entry.state}`);
      else if (!(await bytesOf(spool.pathOf(entry))).equals(contentOf(name)))
        faults.push(`${name}: other bytes`);
    } else if ("offset" in each && !discarding.has(each.id)) {
      const offset = offsets.get(each.id) ?? -1;
      if (offset < each.offset) faults.push(`${each.name}: offset ${offset}, not ${each.offset}`);
    }
  }

  const names = entries.filter(({ clientKey }) => clientKey !== undefined).map(({ name }) => name);
  for (const name of names)
    if (names.indexOf(name) !== names.lastIndexOf(name)) faults.push(`${name}: doubled`);
  const expected = entries.flatMap(({ id, state }) =>
    state === "completed" ? [] : [state === "receiving" ? `${id}.part` : id],
  );
  const found = await readdir(join(folder, "files"));
  for (const file of found) if (!expected.includes(file)) faults.push(`orphan ${file}`);
  for (const file of expected) if (!found.includes(file)) faults.push(`missing ${file}`);
  for (const { name, id, state, crc32 } of entries) {
    if (state === "receiving" || state === "completed") continue;
    if (!crc32 || !(await bytesOf(spool.pathOf({ id }))).equals(contentOf(name)))
      faults.push(`${name}: torn`);
  }
  const { files } = spool.usage();
  if (files !== expected.length) faults.push(`usage of ${files} files, not ${expected.length}`);
  return faults;
}
