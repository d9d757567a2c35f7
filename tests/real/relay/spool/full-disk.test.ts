import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSpool } from "../../../../relay/source/spool/index.ts";

// A real file system without room, of 8 MiB in memory: SQLite, the folder and the files meet ENOSPC as on a disk. Only root may
// mount one.

const run = promisify(execFile);
const MIB = 1024 ** 2;
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "malote-full-"));
  await run("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", root]);
});
afterAll(async () => {
  await run("umount", ["-l", root]);
  await rm(root, { recursive: true, force: true });
});

const log = { info: () => {}, warn: () => {}, error: () => {} };
const limits = { bytes: 1024 ** 3, files: 1000, freeBytes: 0 };
const aFile = (name: string, size?: number) => ({
  owner: "ana",
  name,
  type: "",
  ...(size !== undefined && { size }),
});
async function* bodyOf(bytes: number) {
  for (let at = 0; at < bytes; at += 64 * 1024) yield Buffer.alloc(Math.min(64 * 1024, bytes - at), 7);
}

test("a disk that fills up refuses files with 507, loses none, and accepts again when there is room", async () => {
  const folder = join(root, "spool");
  const spool = await openSpool({ folder, limits, log, reserve: MIB });
  const accepted: string[] = [];
  let refusal: unknown;
  for (let number = 0; refusal === undefined && number < 20; number++) {
    await spool.accept(aFile(`file-${number}`), bodyOf(MIB)).then(
      ({ id }) => accepted.push(id),
      (error: unknown) => {
        refusal = error;
      },
    );
  }
  expect(refusal).toMatchObject({ status: 507 });
  expect(accepted.length).toBeGreaterThan(2);
  expect((await readdir(join(folder, "files"))).toSorted()).toEqual(accepted.toSorted());

  // The rest of the room is used up by another program: not even the journal can grow.
  const filler = join(root, "filler");
  for (let size = MIB; size >= 4096; size /= 2) {
    for (let number = 0; ; number++) {
      const path = `${filler}-${size}-${number}`;
      const full = await writeFile(path, Buffer.alloc(size)).then(
        () => false,
        () => true,
      );
      if (full) break;
    }
  }
  const refused = await Promise.allSettled(
    Array.from({ length: 20 }, (_, number) => spool.accept(aFile(`late-${number}`, 1), bodyOf(1))),
  );
  for (const one of refused) {
    if (one.status === "fulfilled") accepted.push(one.value.id);
    else
      expect(one.reason).toMatchObject({
        status: expect.toSatisfy((status) => status === 507 || status === 503),
      });
  }
  // What was sent makes room, also then.
  const [sent = ""] = accepted;
  await spool.journal.sent(sent, "a-file-id");
  await spool.complete(sent);
  await spool.close();

  for (const name of await readdir(root)) if (name.startsWith("filler")) await rm(join(root, name));
  await mkdir(folder, { recursive: true });
  const again = await openSpool({ folder, limits, log, reserve: MIB });
  const counts = await again.journal.counts();
  expect(counts.waiting.files + counts.parked.files).toBe(accepted.length - 1);
  expect(counts.parked.files).toBe(0);
  await expect(again.accept(aFile("after"), bodyOf(10_000))).resolves.toMatchObject({ state: "waiting" });
  await again.close();
});
