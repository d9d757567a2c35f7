import type { EventBus, FileStatusChanged, OutgoingEvent } from "@malote/core";
import { advance, amend } from "@malote/core";
import { describe, expect, test } from "vitest";
import { aFile, FILE_ID, NOW } from "#testing/builders.ts";
import { publishChanges } from "./publish-changes.ts";
import { aStreamRecord } from "./testing/stream.ts";

/** A bus that refuses the events that `refuses` names. */
const aBus = (refuses: (id: string) => boolean = () => false) => {
  const taken: FileStatusChanged[] = [];
  const bus: EventBus = {
    async put<Event extends OutgoingEvent>(events: readonly Event[]) {
      const refused = new Map<Event, unknown>();
      for (const event of events) {
        const detail = event.detail as FileStatusChanged;
        if (refuses(detail.id)) refused.set(event, new Error("ThrottlingException"));
        else taken.push(detail);
      }
      return refused;
    },
  };
  return { bus, taken, ids: () => taken.map(({ id }) => id) };
};

const setUp = (refuses?: (id: string) => boolean) => {
  const reported: string[] = [];
  const { bus, ids } = aBus(refuses);
  const publish = publishChanges({
    bus,
    report: {
      published: ({ id }) => reported.push(`published ${id}`),
      notPublished: (id) => reported.push(`not published ${id}`),
    },
  });
  return { publish, ids, reported };
};

const pending = aFile();
const uploaded = advance(pending, { to: "uploaded", by: "owner", at: NOW });
const processing = advance(uploaded, { to: "processing", by: "mover", at: NOW });
const completed = advance(processing, { to: "completed", by: "mover", at: NOW });
const expired = advance(pending, { to: "expired", by: "reconciler", at: NOW });
const sequenceOf = ({ dynamodb }: ReturnType<typeof aStreamRecord>) => dynamodb?.SequenceNumber;

describe("the changes in a batch of stream records", () => {
  test("are published in their order", async () => {
    const { publish, ids, reported } = setUp();
    const records = [
      aStreamRecord(undefined, pending),
      aStreamRecord(pending, uploaded),
      aStreamRecord(uploaded, processing),
      aStreamRecord(processing, completed),
    ];

    await expect(publish(records)).resolves.toEqual([]);

    const published = ["1:pending", "2:uploaded", "3:processing", "4:completed"].map(
      (id) => `${FILE_ID}:${id}`,
    );
    expect(ids()).toEqual(published);
    expect(reported).toEqual(published.map((id) => `published ${id}`));
  });

  test.each([
    ["TTL removed", aStreamRecord(expired, undefined)],
    ["a mover holds longer", aStreamRecord(processing, amend(processing, NOW, { attempts: 2 }))],
    ["is put back from a backup", aStreamRecord(undefined, completed)],
  ])("a record that %s is no event", async (_, record) => {
    const { publish, ids } = setUp();
    await expect(publish([record])).resolves.toEqual([]);
    expect(ids()).toEqual([]);
  });

  test("the reconciler's cursor, an item of the same table, is no event", async () => {
    const { publish, ids } = setUp();
    const NewImage = { file_id: { S: "cursor:temp/" }, after: { S: "temp/x" } };
    await expect(
      publish([{ eventName: "MODIFY", dynamodb: { SequenceNumber: "1", NewImage } }]),
    ).resolves.toEqual([]);
    expect(ids()).toEqual([]);
  });

  test("only the records whose events were refused are returned", async () => {
    const refused = `${FILE_ID}:2:uploaded`;
    const { publish, ids, reported } = setUp((id) => id === refused);
    const records = [
      aStreamRecord(undefined, pending),
      aStreamRecord(pending, uploaded),
      aStreamRecord(uploaded, processing),
    ];

    await expect(publish(records)).resolves.toEqual([sequenceOf(records[1] ?? {})]);

    expect(ids()).not.toContain(refused);
    expect(reported).toContain(`not published ${refused}`);
  });

  test("a record with two changes is returned once, also if both were refused", async () => {
    const { publish } = setUp(() => true);
    const claim = aStreamRecord(pending, {
      ...processing,
      history: [...pending.history, ...processing.history.slice(1)],
      version: 2,
    });

    await expect(publish([claim])).resolves.toEqual([sequenceOf(claim)]);
  });

  test("a record that cannot be read is returned, and the others are published", async () => {
    const { publish, ids } = setUp();
    const broken = aStreamRecord(pending, uploaded);
    const NewImage = { history: { Q: "?" } } as never;
    const { dynamodb } = broken;

    await expect(
      publish([{ ...broken, dynamodb: { ...dynamodb, NewImage } }, aStreamRecord(undefined, pending)]),
    ).resolves.toEqual([sequenceOf(broken)]);

    expect(ids()).toEqual([`${FILE_ID}:1:pending`]);
  });
});
