import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { aFile, aFolder, aSpool, bodyOf, type Logged, logTo } from "./testing/a-spool.ts";

/** A spool with one waiting file, stopped. */
async function stopped() {
  const folder = await aFolder();
  const spool = await aSpool({ folder });
  const { id } = await spool.accept(aFile(), bodyOf("abc"));
  await spool.close();
  const files = join(folder, "files");
  const sql = (statement: string) => {
    const db = new DatabaseSync(join(folder, "journal.sqlite"));
    db.exec(statement);
    db.close();
  };
  return { folder, id, files, sql };
}

test.each([
  ["its final name", "", "waiting"],
  ["its temporary name", ".part", "waiting"],
])("an arriving entry with a file under %s is completed", async (_, suffix, state) => {
  const { folder, id, files, sql } = await stopped();
  sql("UPDATE entry SET state = 'arriving'");
  await rename(join(files, id), join(files, `${id}${suffix}`));
  const spool = await aSpool({ folder });
  expect(await spool.get(id)).toMatchObject({ state });
  expect(await readdir(files)).toEqual([id]);
  expect(await spool.journal.due(Date.now(), 1)).toHaveLength(1);
  expect(spool.usage()).toMatchObject({ bytes: 3, files: 1 });
});

test("an arriving entry without a file is dropped", async () => {
  const { folder, id, files, sql } = await stopped();
  sql("UPDATE entry SET state = 'arriving'");
  await rm(join(files, id));
  const spool = await aSpool({ folder });
  expect(await spool.get(id)).toBeUndefined();
  expect(spool.usage()).toMatchObject({ bytes: 0, files: 0 });
});

test("a waiting entry without a file is parked, and logged as an error", async () => {
  const { folder, id, files } = await stopped();
  await rm(join(files, id));
  const logged: Logged = [];
  const spool = await aSpool({ folder, log: logTo(logged) });
  expect(await spool.get(id)).toMatchObject({ state: "parked", reason: { code: "bytes-missing" } });
  expect(logged).toContain("error: The bytes of an accepted file are missing in the folder.");
});

test("files without an entry are deleted, and those of completed entries; other names are left", async () => {
  const { folder, id, files, sql } = await stopped();
  sql("UPDATE entry SET state = 'completed', completed_at = 1");
  await writeFile(join(files, `${crypto.randomUUID()}.part`), "x");
  await writeFile(join(files, crypto.randomUUID()), "x");
  await mkdir(join(files, "lost+found"));
  const spool = await aSpool({ folder });
  expect(await readdir(files)).toEqual(["lost+found"]);
  expect(await spool.get(id)).toMatchObject({ state: "completed" });
});

test("a folder with files and without its journal is left as it is", async () => {
  const { folder, id, files } = await stopped();
  await rm(join(folder, "journal.sqlite"));
  await expect(aSpool({ folder })).rejects.toThrow(/its journal\.sqlite is missing/);
  expect(await readdir(files)).toEqual([id]);
});

test("the journal of a later version is refused", async () => {
  const { folder, sql } = await stopped();
  sql("PRAGMA user_version = 99");
  await expect(aSpool({ folder })).rejects.toThrow("Use a newer relay");
});

test("a journal of before, which has no table for removed entries, gets it", async () => {
  const { folder, id, sql } = await stopped();
  sql("DROP TABLE removed");
  const spool = await aSpool({ folder });
  await spool.journal.park(id, { code: "file-too-large", message: "Too large." });
  expect(await spool.journal.remove(id)).toBe(true);
});
