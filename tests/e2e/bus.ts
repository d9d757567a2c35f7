import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { temporaryRule } from "../../smoke/temporary-rule.ts";
import { config } from "./cloud.ts";

export const clients = { events: new EventBridgeClient(config), sqs: new SQSClient(config) };

/** A rule of a bus with a queue of its own as target, and a reader of that queue. `name` is the name of both. */
export const subscribe = <Detail>(name: string, bus: string, pattern: object) =>
  temporaryRule<Detail>(clients, { name, bus, pattern });
