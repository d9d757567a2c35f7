import { advance, secondsAfter } from "@malote/core";
import type { Endpoint } from "@malote/core/webhooks";
import { describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW, OWNER } from "#testing/builders.ts";
import { type Around, fakeQueue, fakeTables } from "#testing/fake-webhooks.ts";
import { anEndpoint, WEBHOOK_ID } from "#testing/webhooks.ts";
import { aStreamRecord } from "../status-events/testing/stream.ts";
import { fanOut } from "./fan-out.ts";

const pending = aFile();
const uploaded = advance(pending, { to: "uploaded", by: "owner", at: NOW });
const processing = advance(uploaded, { to: "processing", by: "mover", at: NOW });
const completed = advance(processing, { to: "completed", by: "mover", at: NOW });
const created = () => aStreamRecord(undefined, pending);
const finished = () => aStreamRecord(processing, completed);
const sequenceOf = ({ dynamodb }: ReturnType<typeof aStreamRecord>) => dynamodb?.SequenceNumber;

const setUp = (endpoints: Partial<Endpoint>[] = [{}], around?: Around) => {
  const tables = fakeTables(around);
  for (const [i, endpoint] of endpoints.entries()) {
    const webhook_id = i === 0 ? WEBHOOK_ID : `endpoint-${i}`;
    tables.stored.endpoints.set(webhook_id, anEndpoint({ webhook_id, ...endpoint }));
  }
  const { queue, sent } = fakeQueue();
  const failed: string[] = [];
  let queued = 0;
  const report = {
    queued: (count: number) => {
      queued += count;
    },
    notQueued: (sequence: string) => failed.push(sequence),
  };
  const ports = { ...tables, queue, clock: () => new Date(NOW), report };
  return {
    ports,
    sent,
    failed,
    queued: () => queued,
    run: fanOut(ports),
    stored: () => [...tables.stored.deliveries.values()],
  };
};

describe("a change", () => {
  test("becomes a delivery for each endpoint that wants it, and a message", async () => {
    const { run, stored, sent, queued } = setUp([
      {},
      { event_types: ["file.completed"] },
      { event_types: ["file.error"] },
      { owner: OWNER },
      { owner: "00000000-0000-4000-8000-000000000000" },
      { state: "failing" },
      { state: "disabled" },
    ]);

    await expect(run([finished()])).resolves.toEqual([]);

    const wanted = [WEBHOOK_ID, "endpoint-1", "endpoint-3", "endpoint-5"];
    expect(stored().map(({ webhook_id }) => webhook_id)).toEqual(wanted);
    expect(sent.map(({ message }) => message.webhook_id)).toEqual(wanted);
    expect(queued()).toBe(4);
    const [first] = stored();
    expect(first).toMatchObject({
      event_id: `${FILE_ID}:4:completed`,
      event_type: "file.completed",
      state: "waiting",
      attempts: 0,
      purge_at: Date.parse(NOW) / 1000 + 7 * 86_400,
    });
    expect(JSON.parse(first?.body ?? "")).toMatchObject({
      type: "file.completed",
      timestamp: NOW,
      data: { id: `${FILE_ID}:4:completed`, file_id: FILE_ID, status: "completed", previous: "processing" },
    });
  });

  test("that came before the endpoint is not sent, also when the stream is read late", async () => {
    const { run, stored } = setUp([
      { created_at: secondsAfter(NOW, 3600) },
      // The clocks of two functions differ.
      { created_at: secondsAfter(NOW, 2) },
    ]);
    await expect(run([finished()])).resolves.toEqual([]);
    expect(stored().map(({ webhook_id }) => webhook_id)).toEqual(["endpoint-1"]);
  });

  test("has no object key, cause or URL in its body", async () => {
    const { run, stored } = setUp();
    await run([aStreamRecord(processing, { ...completed, cause: "SlowDown", lease_owner: "message-1" })]);
    expect(stored()[0]?.body).not.toMatch(/SlowDown|message-1|temp\/|dest\/|http/);
  });

  test("has the same id each time, and another one for another endpoint or event", async () => {
    const { run, stored } = setUp([{}, {}]);
    await run([created(), finished()]);
    const ids = stored().map(({ delivery_id }) => delivery_id);
    expect(new Set(ids).size).toBe(4);
    await run([created(), finished()]);
    expect(stored().map(({ delivery_id }) => delivery_id)).toEqual(ids);
    // The signature has dots between id, time and body.
    for (const id of ids) expect(id).toMatch(/^msg_[0-9a-z]{9}_[\w-]{22}$/);
  });

  test("that is repeated does not undo what came of its delivery", async () => {
    const { run, ports, stored } = setUp();
    await run([finished()]);
    const [before] = stored();
    if (!before) throw new Error("no delivery");
    await ports.deliveries.save(before, { ...before, state: "delivered", version: 3 });
    await run([finished()]);
    expect(stored()).toMatchObject([{ state: "delivered", version: 3 }]);
  });

  test("is none for a record that TTL removes, and no endpoint is read", async () => {
    const { run, stored } = setUp([{}], () => {
      throw new Error("called");
    });
    await expect(run([aStreamRecord(completed, undefined)])).resolves.toEqual([]);
    expect(stored()).toEqual([]);
  });
});

describe("a record is repeated", () => {
  test("if one of its deliveries is not written, and the others are sent", async () => {
    let calls = 0;
    const { run, sent, failed } = setUp([{}], (call) => {
      if (call === "deliveries.create" && ++calls === 1) throw new Error("ThrottlingException");
    });
    const records = [created(), finished()];

    await expect(run(records)).resolves.toEqual([sequenceOf(records[0] ?? {})]);

    expect(sent).toHaveLength(1);
    expect(failed).toHaveLength(1);
  });

  test("if SQS does not take one of its messages", async () => {
    const { run, ports } = setUp();
    ports.queue.send = async (messages) => messages.slice(1);
    const records = [created(), finished()];
    await expect(run(records)).resolves.toEqual([sequenceOf(records[1] ?? {})]);
  });

  test("with all others, if SQS is away", async () => {
    const { run, ports } = setUp();
    ports.queue.send = () => Promise.reject(new Error("ServiceUnavailable"));
    const records = [created(), finished()];
    await expect(run(records)).resolves.toEqual(records.map(sequenceOf));
  });

  test("if it cannot be read, and the others are sent", async () => {
    const { run, sent } = setUp();
    const broken = finished();
    const NewImage = { history: { Q: "?" } } as never;
    await expect(
      run([{ ...broken, dynamodb: { ...broken.dynamodb, NewImage } }, created()]),
    ).resolves.toEqual([sequenceOf(broken)]);
    expect(sent).toHaveLength(1);
  });
});
