import { secondsAfter } from "@malote/core";
import { expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { fakeQueue, fakeTables } from "#testing/fake-webhooks.ts";
import { aDelivery, WEBHOOK_ID } from "#testing/webhooks.ts";
import { sweep } from "./sweep.ts";

const clock = () => new Date(NOW);
const idOf = (i: number) => `msg_0mi8ub8w0_${String(i).padStart(22, "0")}`;

const setUp = async (dueAt: (i: number) => string | undefined, count: number) => {
  const tables = fakeTables();
  for (let i = 0; i < count; i++) {
    const due_at = dueAt(i);
    const due = due_at === undefined ? {} : { due_shard: String(i % 4), due_at };
    await tables.deliveries.create(aDelivery({ delivery_id: idOf(i), ...due }));
  }
  const { queue, sent } = fakeQueue();
  return { tables, queue, sent, run: sweep({ deliveries: tables.deliveries, queue, clock }) };
};

test("the deliveries that are due are sent, and no others, once in a quarter of an hour", async () => {
  const times = [NOW, secondsAfter(NOW, -60), secondsAfter(NOW, 1), undefined];
  const { run, sent, tables } = await setUp((i) => times[i], 4);

  await expect(run(() => 50_000)).resolves.toEqual({ sent: 2 });
  await expect(run(() => 50_000)).resolves.toEqual({ sent: 0 });

  expect(sent.map(({ message }) => message.delivery_id).toSorted()).toEqual([idOf(0), idOf(1)]);
  expect(sent.every(({ delaySeconds }) => delaySeconds === 0)).toBe(true);
  // The version is that of the delivery, so that the message is not out of date.
  expect(await tables.deliveries.get(WEBHOOK_ID, idOf(0))).toMatchObject({
    version: 1,
    due_at: secondsAfter(NOW, 900),
  });
});

test("many are sent page by page, as long as there is time", async () => {
  const { run, sent } = await setUp(() => NOW, 1000);
  await expect(run(() => 50_000)).resolves.toEqual({ sent: 1000 });
  expect(new Set(sent.map(({ message }) => message.delivery_id)).size).toBe(1000);
  const late = await setUp(() => NOW, 8);
  await expect(late.run(() => 15_000)).resolves.toEqual({ sent: 0 });
});

test("what an attempt takes meanwhile is not sent", async () => {
  const { run, sent, tables } = await setUp(() => NOW, 1);
  const { due } = tables.deliveries;
  tables.deliveries.due = async (...query) => {
    const found = await due(...query);
    const before = await tables.deliveries.get(WEBHOOK_ID, idOf(0));
    if (before) await tables.deliveries.save(before, { ...before, version: 2 });
    return found;
  };
  await expect(run(() => 50_000)).resolves.toEqual({ sent: 0 });
  expect(sent).toEqual([]);
});

test("a page of which SQS takes nothing is the last one: the deliveries behind it are due in the next run", async () => {
  const { run, tables, queue } = await setUp(() => NOW, 1600);
  let calls = 0;
  const { send } = queue;
  queue.send = async (messages, ...more) => (++calls > 4 ? [...messages] : send(messages, ...more));

  await expect(run(() => 50_000)).resolves.toEqual({ sent: 400 });

  const due = [...tables.stored.deliveries.values()].filter(({ due_at }) => due_at === NOW);
  expect(due).toHaveLength(1600 - 400 - 400);
});

test("a page that the index shows again after it was sent is the last one", async () => {
  const { run, tables, sent } = await setUp(() => NOW, 400);
  const pages = new Map<number, Awaited<ReturnType<typeof tables.deliveries.due>>>();
  let calls = 0;
  const { due } = tables.deliveries;
  tables.deliveries.due = async (shard, ...query) => {
    if (++calls > 100) throw new Error("The sweep reads the same page again and again.");
    const page = pages.get(shard) ?? (await due(shard, ...query));
    pages.set(shard, page);
    return page;
  };
  await expect(run(() => 50_000)).resolves.toEqual({ sent: 400 });
  expect(sent).toHaveLength(400);
});

test("one write that fails does not hold up the others of its page", async () => {
  const { run, sent, tables } = await setUp(() => NOW, 8);
  const { postpone } = tables.deliveries;
  tables.deliveries.postpone = (due, until) =>
    due.delivery_id === idOf(0) ? Promise.reject(new Error("ThrottlingException")) : postpone(due, until);
  await expect(run(() => 50_000)).rejects.toThrow("ThrottlingException");
  expect(sent.map(({ message }) => message.delivery_id).toSorted()).toEqual(
    Array.from({ length: 7 }, (_, i) => idOf(i + 1)),
  );
});

test("one shard that fails does not end the run before the others are sent", async () => {
  const { run, sent, tables } = await setUp(() => NOW, 8);
  const { due } = tables.deliveries;
  tables.deliveries.due = async (shard, ...query) => {
    if (shard === 0) throw new Error("ThrottlingException");
    await new Promise(setImmediate);
    return due(shard, ...query);
  };
  await expect(run(() => 50_000)).rejects.toThrow("ThrottlingException");
  expect(sent).toHaveLength(6);
});
