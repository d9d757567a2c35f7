import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { inThread } from "../../../../relay/source/spool/journal/transport.ts";
import { openSpool } from "../../../../relay/source/spool/open-spool.ts";
import type { Entry } from "../../../../relay/source/types/entry.ts";

const run = promisify(execFile);
const MIB = 1024 ** 2;

/** A file system of 32 MiB in memory. @returns undefined, and says why, where none can be mounted */
async function mountSmallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "malote-full-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", folder]);
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true });
    // In CI this must work. On a developer's machine without root, it is stated and nothing is tested.
    if (process.env["CI"]) throw error;
    console.warn(`NOT TESTED, because no tmpfs can be mounted here: ${error}`);
    return undefined;
  }
}

const contentOf = (name: string) => Buffer.alloc(MIB, name);
async function* bodyOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

test("a full disk whose every free byte somebody else takes: what waits can still be completed, and makes room", async () => {
  const disk = await mountSmallDisk();
  if (disk === undefined) return;
  const folder = join(disk, "spool");
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  // No limit of the spool stops it before the disk does: freeBytes is below zero.
  const limits = { bytes: 1024 ** 4, files: 1000, freeBytes: -(1024 ** 4) };
  const options = { folder, limits, log, reserve: MIB, openJournal: inThread };
  const accept = (name: string) => spool.accept({ owner: "ana", name, type: "" }, bodyOf(contentOf(name)));
  await mkdir(join(disk, "others"));
  await writeFile(join(disk, "others", "a"), Buffer.alloc(4 * MIB));
  let spool = await openSpool(options);
  try {
    const accepted: Entry[] = [];
    const fill = async () => {
      for (;;) {
        const outcome = await accept(`n${accepted.length}`).catch((error: unknown) => error);
        if (outcome instanceof Error) return outcome;
        accepted.push(outcome as Entry);
      }
    };
    expect(await fill()).toMatchObject({ status: 507, code: "disk-full" });
    // The file that was refused has left its room. Somebody else takes every byte of it, so the journal has none.
    await writeFile(join(disk, "others", "b"), Buffer.alloc(64 * MIB)).catch(() => {});
    const { bavail } = await statfs(disk);
    expect(bavail).toBe(0);
    expect(await fill()).toMatchObject({ status: 507, code: "disk-full" });
    expect(spool.broken).toBe(undefined);

    // More transactions than the journal has room for: what waits can still be completed.
    const [first, second, ...others] = accepted;
    for (let time = 1; time <= 200; time += 1)
      await spool.journal.failed(first?.id ?? "", { code: "offline", message: "The line is down." }, time);
    // Two, because the journal may grow by a few pages now.
    for (const entry of [first, second]) await spool.complete(entry?.id ?? "");
    await expect(accept("again")).resolves.toMatchObject({ state: "waiting", size: MIB });

    await rm(join(disk, "others"), { recursive: true });
    await spool.upkeep();
    for (const name of ["more", "and more"]) await accept(name);
    await spool.close();

    spool = await openSpool(options);
    for (const entry of others) {
      expect(await spool.get(entry.id)).toMatchObject({ state: "waiting" });
      expect((await readFile(spool.pathOf(entry))).equals(contentOf(entry.name))).toBe(true);
    }
    expect(await spool.journal.counts()).toMatchObject({
      waiting: { files: others.length + 3 },
      completed: { files: 2 },
    });
    expect(await readdir(join(folder, "files"))).toHaveLength(others.length + 3);
  } finally {
    await spool.close().catch(() => {});
    await run("umount", [disk]);
    await rm(disk, { recursive: true });
  }
}, 60_000);
