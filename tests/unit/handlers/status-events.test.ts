import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import sample from "../../../events/status-events.json" with { type: "json" };
import { CONTEXT, ENVIRONMENT } from "./lambda.fixture.ts";

const eventbridge = mockClient(EventBridgeClient);
// The handler reads the environment when it is imported.
const { handler } = await import("../../../functions/status-events/handler.ts");

const [record] = sample.Records;

beforeEach(() => {
  eventbridge.reset();
});

describe("the function of status events", () => {
  const run = () => handler(structuredClone(sample) as never, CONTEXT);

  it("puts both changes of a claim on the bus of its environment", async () => {
    eventbridge.on(PutEventsCommand).resolves({ Entries: [{ EventId: "1" }, { EventId: "2" }] });

    await expect(run()).resolves.toEqual({ batchItemFailures: [] });

    const [call] = eventbridge.commandCalls(PutEventsCommand);
    const entries = call?.args[0].input.Entries ?? [];
    expect(entries.map(({ EventBusName }) => EventBusName)).toEqual([
      ENVIRONMENT.EVENT_BUS,
      ENVIRONMENT.EVENT_BUS,
    ]);
    expect(entries.map(({ Detail = "" }) => JSON.parse(Detail))).toMatchObject([
      { previous: "pending", status: "uploaded", version: 2 },
      { previous: "uploaded", status: "processing", version: 2 },
    ]);
  });

  it("returns the sequence number of the record if EventBridge refuses one of them", async () => {
    eventbridge
      .on(PutEventsCommand)
      .resolves({ Entries: [{ EventId: "1" }, { ErrorCode: "InternalFailure" }] });

    await expect(run()).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: record?.dynamodb.SequenceNumber }],
    });
  });

  it("does not fail if EventBridge is away, so that the batch is not split", async () => {
    eventbridge.on(PutEventsCommand).rejects(new Error("away"));

    await expect(run()).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: record?.dynamodb.SequenceNumber }],
    });
  });
});
