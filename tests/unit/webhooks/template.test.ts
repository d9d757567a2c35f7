import { readFileSync } from "node:fs";
import { DELIVERY_DAYS, MAX_ENDPOINTS, MAX_QUEUE_DELAY_SECONDS, RETRY_DELAYS } from "@malote/core/webhooks";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { longestCallMs } from "../../../layers/core/src/aws/client-config.ts";
import { functions, numberOf, property, template } from "../template.ts";

const { Conditions } = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Conditions: Record<string, unknown>;
};

/** Everything that Webhooks adds. */
const OWN = Object.entries(template.Resources).filter(([id]) => /^Webhook|^Deliver(y|ies)/.test(id));

describe("without Webhooks, which is off by default", () => {
  test("there is no route, function, role, log, table, queue, key, schedule or alarm", () => {
    expect(template.Parameters["Webhooks"]?.Default).toBe("false");
    expect(Conditions["HasWebhooks"]).toEqual(["Webhooks", "true"]);
    expect(Conditions["GuardsDeliveryQueues"]).toEqual(["HasWebhooks", "TlsIsRequired"]);
    const guarded = ["DeliveryQueuePolicy", "DeliveryDeadLetterQueuePolicy"];
    for (const [id, { Condition }] of OWN)
      expect([id, Condition]).toEqual([id, guarded.includes(id) ? "GuardsDeliveryQueues" : "HasWebhooks"]);
    expect(OWN.map(([, { Type }]) => Type)).toEqual(
      expect.arrayContaining(["AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::SQS::Queue"]),
    );
  });

  test("no other function knows them: its role and its environment name none", () => {
    const names = OWN.map(([id]) => id);
    for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
      if (names.includes(id) || !/Function$|Role$/.test(Type) || id === "CodeDeployRole") continue;
      const words = JSON.stringify(Properties).match(/\w+/g) ?? [];
      expect(
        words.filter((word) => names.includes(word)),
        id,
      ).toEqual([]);
    }
  });

  test("only webhooks use KMS, and only one function may decrypt", () => {
    const actionsOf = (id: string) =>
      JSON.stringify(template.Resources[id]?.Properties).match(/kms:\w+/g) ?? [];
    const roles = functions.map(({ id }) => [id, actionsOf(`${id}Role`)] as const);
    expect(Object.fromEntries(roles.filter(([, actions]) => actions.length > 0))).toEqual({
      WebhookRoutes: ["kms:Encrypt"],
      WebhookDeliver: ["kms:Decrypt"],
    });
  });
});

test("plain HTTP and private addresses are only for a stack without TLS", () => {
  for (const name of ["WebhookRoutes", "WebhookDeliver"])
    expect(property<{ Variables: object }>(name, "Environment").Variables).toMatchObject({
      LOCAL_WEBHOOKS: ["TlsIsRequired", "false", "true"],
    });
  expect(template.Parameters["TlsOnly"]?.Default).toBe("true");
});

describe("the arithmetic", () => {
  const eventOf = <Name extends string>(id: string, name: Name) =>
    property<Record<Name, { Properties: Record<string, unknown> }>>(id, "Events")[name].Properties;

  test("a batch of changes ends within the function's timeout, also if each call takes its longest", () => {
    const deliveries = Number(eventOf("WebhookFanout", "Changes")["BatchSize"]) * 2 * MAX_ENDPOINTS;
    const writesInARow = deliveries / 25;
    // The scan and the sends, too.
    expect((writesInARow + 2) * longestCallMs()).toBeLessThanOrEqual(
      numberOf("WebhookFanout", "Timeout") * 1000,
    );
  });

  test("the mapping of the stream is that of the events: what is given up is kept whole", () => {
    const { BatchSize: _, ...mapping } = eventOf("WebhookFanout", "Changes");
    const { BatchSize: __, ...ofEvents } = eventOf("StatusEvents", "Changes");
    expect(mapping).toEqual(ofEvents);
    const metrics = {
      WebhookChangesAreDropped: "OnFailureDestinationDeliveredEventCount",
      WebhookChangesAreLost: "DroppedEventCount",
    };
    for (const [name, metric] of Object.entries(metrics)) {
      expect(property(name, "MetricName")).toBe(metric);
      expect(property(name, "Dimensions")).toEqual([
        { Name: "EventSourceMappingUUID", Value: "WebhookFanoutChanges" },
      ]);
    }
  });

  test("an attempt ends within the timeout, and a message is not delivered again before", () => {
    const timeout = numberOf("WebhookDeliver", "Timeout");
    expect(10_000 + 6 * longestCallMs()).toBeLessThanOrEqual(timeout * 1000);
    expect(numberOf("DeliveryQueue", "VisibilityTimeout")).toBeGreaterThanOrEqual(6 * timeout);
  });

  test("all attempts are made long before the delivery is removed", () => {
    const seconds = RETRY_DELAYS.reduce<number>((sum, delay) => sum + delay, 0);
    expect(seconds).toBe(17 * 3600 + 35 * 60 + 5);
    expect(seconds).toBeLessThan((DELIVERY_DAYS * 86_400) / 2);
    expect(property("Deliveries", "TimeToLiveSpecification")).toEqual({
      AttributeName: "purge_at",
      Enabled: true,
    });
  });

  test("SQS accepts each delay that the queue is asked for", () => {
    expect(MAX_QUEUE_DELAY_SECONDS).toBe(15 * 60);
  });

  test("a sweep ends before the next begins", () => {
    expect(eventOf("WebhookSweep", "EveryMinute")).toEqual({ Schedule: "rate(1 minute)" });
    expect(numberOf("WebhookSweep", "Timeout")).toBeLessThan(60);
  });
});
