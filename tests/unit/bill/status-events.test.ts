import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { advance, amend } from "@malote/core";
import { createEventBus } from "@malote/core/events";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { aFile, NOW } from "#testing/builders.ts";
import { SDK_CONFIG } from "#testing/sdk.ts";
import { publishChanges } from "../../../functions/status-events/publish-changes.ts";
import { aStreamRecord } from "../../../functions/status-events/testing/stream.ts";

const client = new EventBridgeClient(SDK_CONFIG);
const eventbridge = mockClient(client);
const publish = publishChanges({
  bus: createEventBus("malote", client),
  report: { published: () => {}, notPublished: () => {} },
});

beforeEach(() => {
  eventbridge.reset();
  eventbridge
    .on(PutEventsCommand)
    .callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: "1" })) }));
});

/** The events of each call. EventBridge bills events, in pieces of 64 KB. */
const billedEvents = () =>
  eventbridge.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => input.Entries?.length);

const pending = aFile();
const uploaded = advance(pending, { to: "uploaded", by: "owner", at: NOW });

describe("status events", () => {
  it("are one event for a change", async () => {
    await publish([aStreamRecord(pending, uploaded)]);
    expect(billedEvents()).toEqual([1]);
  });

  it("of a batch share calls, with ten events each", async () => {
    await publish(Array.from({ length: 12 }, () => aStreamRecord(pending, uploaded)));
    expect(billedEvents()).toEqual([10, 2]);
  });

  it("are no call for a write that keeps the status, and for a record that TTL removes", async () => {
    await publish([aStreamRecord(pending, amend(pending, NOW, {})), aStreamRecord(pending, undefined)]);
    expect(billedEvents()).toEqual([]);
  });
});
