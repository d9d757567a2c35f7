import { randomUUID } from "node:crypto";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Trouble } from "../tools/command/trouble.ts";
import { unlessInterrupted } from "../tools/command/unless-interrupted.ts";
import type { Api } from "./one-file.ts";
import { type Rule, type RuleOptions, temporaryRule } from "./temporary-rule.ts";
import { subOf } from "./token.ts";

/** What this test reads of FileStatusChanged. */
export type Change = { id: string; version: number; file_id: string; status: string };

/** Creates a rule with a queue. */
export type OpenRule = (options: RuleOptions) => Promise<Rule<Change>>;

/** With the credentials and the region of the environment. */
export const openRule: OpenRule = (options) =>
  temporaryRule({ events: new EventBridgeClient({}), sqs: new SQSClient({}) }, options);

export type EventsOptions = {
  bus: string;
  open?: OpenRule;
  /** Uploads a file, waits until it is completed, and deletes it. Returns its `file_id`. */
  sendFile: () => Promise<string>;
  /** Ends the test. The rule is removed. */
  signal: AbortSignal;
  /** Milliseconds for all of it. */
  within?: number;
  /** Milliseconds for the events of one file. */
  eachWithin?: number;
};

const STATUSES = ["pending", "uploaded", "processing", "completed", "deleted"];

/**
 * Sends files until each change of one of them has arrived by a temporary rule of the bus. A new rule matches only after a
 * while, for which AWS names no limit. So the first files may have no events, or only the last ones.
 * @throws Trouble if events are missing, or have an id that is not theirs
 */
export const publishesChanges = async (
  { token }: Pick<Api, "token">,
  { bus, open = openRule, sendFile, signal, within = 120_000, eachWithin = 20_000 }: EventsOptions,
): Promise<void> => {
  const rule = await open({
    name: `malote-smoke-${randomUUID()}`,
    bus,
    // Only files of this account: nobody else's are on the queue.
    pattern: {
      source: ["malote"],
      "detail-type": ["FileStatusChanged"],
      detail: { owner: [subOf(token)] },
    },
  }).catch(({ message }: Error) => {
    throw new Trouble(
      `No rule on the bus ${bus}. docs/operations.md has the permissions. AWS responded: ${message}`,
    );
  });
  const missingOf = async (fileId: string): Promise<string[]> => {
    const changes = (await rule.received()).map(({ detail }) => detail);
    const ofFile = changes.filter(({ file_id }) => file_id === fileId);
    for (const { id, version, status } of ofFile)
      if (id !== `${fileId}:${version}:${status}`)
        throw new Trouble(`An event of ${fileId} in version ${version}, ${status}, has the id ${id}.`);
    return STATUSES.filter((status) => !ofFile.some((change) => change.status === status));
  };
  const work = async (): Promise<void> => {
    const deadline = Date.now() + within;
    for (;;) {
      const fileId = await sendFile();
      const until = Date.now() + eachWithin;
      let missing: string[];
      do missing = await missingOf(fileId);
      while (missing.length > 0 && Date.now() < until && !signal.aborted);
      if (missing.length === 0 || signal.aborted) return;
      if (Date.now() >= deadline) throw new Trouble(whatIsMissing(bus, missing));
    }
  };
  try {
    await unlessInterrupted(signal, work());
  } finally {
    await rule.remove();
  }
};

const whatIsMissing = (bus: string, missing: string[]): string =>
  missing.length === STATUSES.length
    ? `No event of the file came to the bus ${bus}. Is PublishStatusEvents=true, and is the bus the output StatusEventsBusName? See docs/operations.md, "Events are late or missing".`
    : `These events of the file did not come: ${missing.join(", ")}. See docs/operations.md, "Events are late or missing".`;
