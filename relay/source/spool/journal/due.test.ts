import { expect, test } from "vitest";
import type { Spool } from "../spool.ts";
import { aFile, aFolder, aSpool, bodyOf } from "../testing/a-spool.ts";

/** Accepts files in this order, each named OWNER followed by its number. */
async function withFiles(...names: string[]): Promise<Spool> {
  const spool = await aSpool({ folder: await aFolder(), now: () => 1000 });
  for (const name of names) await spool.accept(aFile({ owner: name.charAt(0), name }), bodyOf(name));
  return spool;
}

const namesOf = (entries: { name: string }[]) => entries.map(({ name }) => name).join(" ");

test("owners take turns, and each owner's oldest file is first", async () => {
  const { journal } = await withFiles("a1", "a2", "a3", "b1", "a4", "c1", "b2");
  expect(namesOf(await journal.due(1000, 10))).toBe("a1 b1 c1 a2 b2 a3 a4");
});

test("the next call continues with the next owner", async () => {
  const { journal } = await withFiles("a1", "a2", "b1", "b2", "c1");
  expect(namesOf(await journal.due(1000, 2))).toBe("a1 b1");
  expect(namesOf(await journal.due(1000, 2))).toBe("c1 a1");
});

test("files in flight are left out, and their owners wait for those who have fewer", async () => {
  const { journal } = await withFiles("a1", "a2", "a3", "b1", "b2");
  const [first, second] = await journal.list({ owner: "a", limit: 2 });
  const inFlight = [first, second].filter((entry) => entry !== undefined);
  expect(namesOf(await journal.due(1000, 3, inFlight))).toBe("b1 b2 a3");
});

test("one owner with many files does not hold back another", async () => {
  const many = Array.from({ length: 40 }, (_, index) => `a${index}`);
  const { journal } = await withFiles(...many, "b1");
  const due = await journal.due(1000, 30);
  expect(due).toHaveLength(30);
  expect(namesOf(due.slice(0, 3))).toBe("a0 b1 a1");
});

test("a failed file is due again at its time, in its old place", async () => {
  const { journal } = await withFiles("a1", "a2");
  const [a1] = await journal.due(1000, 1);
  expect(await journal.failed(a1?.id ?? "", { code: "offline", message: "The line is down." }, 5000)).toBe(
    true,
  );
  expect(namesOf(await journal.due(4999, 10))).toBe("a2");
  expect(await journal.nextAt()).toBe(5000);
  const due = await journal.due(5000, 10);
  expect(namesOf(due)).toBe("a1 a2");
  expect(due[0]).toMatchObject({
    attempts: 1,
    nextAt: 5000,
    reason: { code: "offline", message: "The line is down.", at: 1000 },
  });
  expect(await journal.nextAt()).toBeUndefined();
});
