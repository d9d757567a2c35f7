import { expect, test } from "vitest";
import { openSpool } from "../open-spool.ts";
import { aFile, aFolder, bodyOf, LIMITS, logTo } from "../testing/a-spool.ts";
import { openJournal } from "./open-journal.ts";

test("a command reads and changes the journal of a running relay, and after its end", async () => {
  const folder = await aFolder();
  const spool = await openSpool({ folder, limits: LIMITS, log: logTo([]) });
  const { id } = await spool.accept(aFile(), bodyOf("abc"));
  await spool.journal.park(id, { code: "refused", message: "No." });
  const beside = openJournal(folder);
  expect(await beside.counts()).toMatchObject({ parked: { files: 1, bytes: 3 } });
  expect(await beside.retryAll()).toBe(1);
  expect(await spool.journal.due(Date.now(), 1)).toMatchObject([{ id }]);
  await spool.accept(aFile({ name: "b" }), bodyOf("b"));
  await expect.poll(() => beside.list({ limit: 10 })).toHaveLength(2);
  await spool.close();
  expect(await beside.counts()).toMatchObject({ waiting: { files: 2, bytes: 4 } });
  await beside.close();
});

test("a folder without a journal gets none", async () => {
  const folder = await aFolder();
  expect(() => openJournal(folder)).toThrow(`${folder} is not the folder of a relay`);
});
