import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { NOW } from "#testing/builders.ts";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { createEventBus } from "./event-bus.ts";

const client = new EventBridgeClient(SDK_CONFIG);
const eventbridge = mockClient(client);
const bus = createEventBus("malote", client);

const anEvent = (id: string | number, text = "") => ({
  type: "FileStatusChanged",
  time: NOW,
  detail: { id, text },
});

const sent = () =>
  eventbridge
    .commandCalls(PutEventsCommand)
    .map(({ args: [{ input }] }) => (input.Entries ?? []).map(({ Detail = "" }) => JSON.parse(Detail).id));

beforeEach(() => {
  eventbridge.reset();
  eventbridge.on(PutEventsCommand).callsFake(({ Entries }) => ({
    FailedEntryCount: 0,
    Entries: Entries.map(() => ({ EventId: "1" })),
  }));
});

test("an event names its bus, its source, its type and the time of the change", async () => {
  await expect(bus.put([anEvent("a")])).resolves.toEqual(new Map());

  expect(callsOf(eventbridge)).toStrictEqual([
    [
      "PutEventsCommand",
      {
        Entries: [
          {
            EventBusName: "malote",
            Source: "malote",
            DetailType: "FileStatusChanged",
            Time: new Date(NOW),
            Detail: '{"id":"a","text":""}',
          },
        ],
      },
    ],
  ]);
});

test("no event is no call", async () => {
  await bus.put([]);
  expect(callsOf(eventbridge)).toEqual([]);
});

test("a call has ten events at most, in their order", async () => {
  await bus.put(Array.from({ length: 21 }, (_, i) => anEvent(i)));
  expect(sent()).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [10, 11, 12, 13, 14, 15, 16, 17, 18, 19], [20]]);
});

test("a call has 256 KB at most, in bytes of UTF-8", async () => {
  const large = "€".repeat(30_000);
  await bus.put([anEvent(0, large), anEvent(1, large), anEvent(2, large), anEvent(3)]);
  expect(sent()).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test("only the entries that EventBridge refused are returned, each with its cause", async () => {
  eventbridge.on(PutEventsCommand).resolves({
    FailedEntryCount: 1,
    Entries: [
      { EventId: "1" },
      { ErrorCode: "ThrottlingException", ErrorMessage: "Slow down" },
      { EventId: "3" },
    ],
  });
  const [a, b, c] = [anEvent("a"), anEvent("b"), anEvent("c")];

  const refused = await bus.put([a, b, c]);

  expect([...refused.keys()]).toEqual([b]);
  expect(refused.get(b)).toMatchObject({ name: "EventRefused", message: "ThrottlingException Slow down" });
});

test("an entry without an id in the response counts as refused", async () => {
  eventbridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
  const refused = await bus.put([anEvent("a")]);
  expect([...refused.values()]).toMatchObject([{ message: "NoEventId" }]);
});

test("after a call that fails, the rest is not tried, and what was taken before is not returned", async () => {
  const away = anSdkError("InternalException", 500);
  eventbridge
    .on(PutEventsCommand)
    .resolvesOnce({ Entries: Array.from({ length: 10 }, () => ({ EventId: "1" })) })
    .rejects(away);
  const events = Array.from({ length: 35 }, (_, i) => anEvent(i));

  const refused = await bus.put(events);

  expect([...refused.keys()]).toEqual(events.slice(10));
  expect(new Set(refused.values())).toEqual(new Set([away]));
  expect(sent()).toHaveLength(2);
});
