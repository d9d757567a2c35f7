import { readFileSync } from "node:fs";
import { PLAN_DAYS } from "@malote/core";
import { RESERVE_MS } from "@malote/core/copies";
import { delayAfter } from "@malote/core/queue";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { WAITS_SECONDS } from "../../functions/inbox/record-of.ts";
import { longestCallMs } from "../../layers/core/src/aws/client-config.ts";
import { MOVER_CALL_LIMITS } from "../../layers/core/src/aws/mover-client.ts";
import { numberOf, property, template } from "./template.ts";
import { text } from "./workflows.ts";

const { Conditions } = parse(readFileSync("template.yaml", "utf8"), { logLevel: "error" }) as {
  Conditions: Record<string, unknown>;
};

/** Everything that Inbox adds. */
const OWN = Object.entries(template.Resources).filter(([id]) => id.startsWith("Inbox"));

describe("without Inbox, which is off by default", () => {
  test("there is no function, role, log, queue, policy or alarm", () => {
    expect(template.Parameters["Inbox"]?.Default).toBe("false");
    expect(Conditions["HasInbox"]).toEqual(["Inbox", "true"]);
    expect(OWN.map(([id, { Condition }]) => [id, Condition])).toEqual([
      ["InboxReceiver", "HasInbox"],
      ["InboxReceiverRole", "HasInbox"],
      ["InboxReceiverLogs", "HasInbox"],
      ["InboxQueue", "HasInbox"],
      ["InboxDeadLetterQueue", "HasInbox"],
      ["InboxQueuePolicy", "HasInbox"],
      ["InboxDeadLetterQueuePolicy", "GuardsInboxQueues"],
      ["InboxWriterPolicy", "HasInbox"],
      ["InboxDeadLettersWait", "HasInbox"],
      ["InboxOwnersAreUnknown", "HasInbox"],
    ]);
    for (const name of ["GuardsInboxQueues", "HasInboxWriters"])
      expect(Conditions[name]).toEqual(expect.arrayContaining(["HasInbox"]));
  });

  test("S3 sends no event of inbox/, and nothing of it is deleted", () => {
    const { QueueConfigurations } = property<{ QueueConfigurations: unknown[] }>(
      "Bucket",
      "NotificationConfiguration",
    );
    expect(QueueConfigurations).toHaveLength(2);
    expect(QueueConfigurations[1]).toEqual([
      "HasInbox",
      {
        Event: "s3:ObjectCreated:*",
        Queue: "InboxQueue.Arn",
        Filter: { S3Key: { Rules: [{ Name: "prefix", Value: "inbox/" }] } },
      },
      "AWS::NoValue",
    ]);
    const { Rules } = property<{ Rules: unknown[] }>("Bucket", "LifecycleConfiguration");
    expect(Rules.filter((rule) => JSON.stringify(rule).includes("inbox/"))).toEqual([
      [
        "HasInbox",
        expect.objectContaining({ Prefix: "inbox/", ExpirationInDays: "TempDays" }),
        "AWS::NoValue",
      ],
    ]);
  });

  test("no other account may write, and a list of writers is refused before anything changes", () => {
    expect(template.Parameters["InboxWriters"]?.Default).toBe("");
    const { RuleCondition, Assertions } = template.Rules["InboxWritersNeedTheInbox"] ?? {};
    expect(RuleCondition).toEqual([["InboxWriters", ""]]);
    expect(Assertions?.map(({ Assert }) => Assert)).toEqual([["Inbox", "true"]]);
  });

  test("no other function knows the inbox: neither its role nor its environment nor its code", () => {
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      if (OWN.some(([own]) => own === id) || !/Function$|IAM::Role$/.test(Type)) continue;
      // A deployment shifts calls to the function, if it is there.
      const others = JSON.stringify(Properties ?? {}).replace(
        /\["HasInbox","\$\{InboxReceiver\.Arn\}\*","AWS::NoValue"\]/,
        "",
      );
      expect(others, id).not.toMatch(/inbox/i);
    }
    expect(text("functions/mover/arrival.ts")).not.toMatch(/inbox/i);
  });
});

describe("who may write to inbox/", () => {
  type Statement = { Principal?: { AWS: unknown }; Action: string; Resource: string };
  const statementsOf = (resource: string) =>
    property<{ Statement: unknown[] }>(resource, "PolicyDocument").Statement;

  test("a role with the policy puts objects of the owner in its tag, and may do nothing else", () => {
    const [statement, ...more] = statementsOf("InboxWriterPolicy");
    // A !Sub would need an escape for the variable of IAM.
    expect(statement).toEqual({
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: [
        "/",
        [
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation's.
          "arn:${AWS::Partition}:s3:::${Bucket}",
          "inbox",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is IAM's.
          "${aws:PrincipalTag/malote-owner}",
          "*",
        ],
      ],
    });
    expect(more).toEqual([]);
  });

  test("the named principals of other accounts put objects, and may do nothing else", () => {
    const statement = statementsOf("BucketPolicy").find((one) => JSON.stringify(one).includes("inbox"));
    const [condition, { Principal, Action, Resource }] = statement as [string, Statement];
    expect(condition).toBe("HasInboxWriters");
    expect(Principal).toEqual({ AWS: [",", "InboxWriters"] });
    expect([Action, Resource]).toEqual(["s3:PutObject", expect.stringMatching(/\/inbox\/\*$/)]);
  });

  test.each([
    ["", true],
    ["arn:aws:iam::123456789012:root", true],
    ["arn:aws:iam::123456789012:role/sftp/writer,arn:aws:iam::210987654321:user/batch", true],
    ["*", false],
    ["arn:aws:iam::123456789012:role/*", false],
    ["arn:aws:iam::123456789012:root, arn:aws:iam::210987654321:root", false],
  ])("InboxWriters=%s is accepted: %s", (value, accepted) => {
    const { AllowedPattern } = template.Parameters["InboxWriters"] ?? {};
    expect(new RegExp(`^(?:${AllowedPattern})$`).test(value)).toBe(accepted);
  });
});

describe("the arithmetic of the inbox in template.yaml", () => {
  const whole = text("template.yaml");
  const comment = whole
    .slice(whole.indexOf("─ the inbox ─"), whole.indexOf("  InboxReceiver:\n"))
    .replace(/\n {2}# */g, " ")
    .replace(/ +/g, " ");
  const seconds = (ms: number) => `${ms / 1000} s`;
  const timeout = numberOf("InboxReceiver", "Timeout");
  const { maxReceiveCount } = property<{ maxReceiveCount: number }>("InboxQueue", "RedrivePolicy");

  test("an object ends within the timeout, also if each call takes its longest", () => {
    const [s3, table] = [longestCallMs(MOVER_CALL_LIMITS), longestCallMs()];
    const copy = timeout * 1000 - 3 * s3 - table - RESERVE_MS;
    expect(comment).toContain(
      `HEAD ${seconds(s3)} + create ${seconds(table)} + HEAD ${seconds(s3)} + copy ${seconds(copy)} + delete ${seconds(s3)} + reserve ${seconds(RESERVE_MS)} = ${timeout} s`,
    );
    // One copy of 512 MiB takes some seconds.
    expect(copy).toBeGreaterThan(30_000);
    expect(longestCallMs()).toBeLessThan(RESERVE_MS);
  });

  test("a message is hidden for six times the timeout, and the last try ends before its file expires", () => {
    expect(numberOf("InboxQueue", "VisibilityTimeout")).toBe(6 * timeout);
    const delays = Array.from({ length: maxReceiveCount - 1 }, (_, i) => delayAfter(i + 1));
    const sum = delays.reduce((a, b) => a + b);
    expect(comment).toContain(`${maxReceiveCount} deliveries, after ${delays.join(" + ")} = ${sum} s`);
    expect(sum).toBeLessThan(WAITS_SECONDS);
    expect(comment).toContain(`for its bytes for ${WAITS_SECONDS} s`);
  });

  test("an object stays longer than the messages about it", () => {
    const days = ["InboxQueue", "InboxDeadLetterQueue"].map(
      (queue) => numberOf(queue, "MessageRetentionPeriod") / 86_400,
    );
    const kept = template.Parameters["TempDays"]?.MinValue;
    expect(comment).toContain(
      `${days[0]} days + ${days[1]} days + ${PLAN_DAYS} days of a writer's multipart upload < ${kept} days`,
    );
    expect(kept).toBeGreaterThan((days[0] ?? 0) + (days[1] ?? 0) + PLAN_DAYS);
  });

  test("it accepts the files that the routes accept, and copies in parts what the mover copies in parts", () => {
    const variables = (id: string) =>
      property<{ Variables: Record<string, unknown> }>(id, "Environment").Variables;
    const [own, upload, mover] = ["InboxReceiver", "Upload", "Mover"].map(variables);
    for (const name of ["MAX_FILE_BYTES", "ALLOWED_TYPES", "DENIED_EXTENSIONS"])
      expect(own?.[name], name).toEqual(upload?.[name]);
    for (const name of ["MULTIPART_THRESHOLD_BYTES", "COPY_PART_BYTES", "COPY_MAX_PART_BYTES"])
      expect(own?.[name], name).toEqual(mover?.[name]);
  });
});

test("the bucket's notification waits for the policy of the queue: a reference, because DependsOn takes no condition", () => {
  const { Metadata } = template.Resources["Bucket"] as { Metadata?: { DependsOn: unknown } };
  expect(Metadata?.DependsOn).toEqual(["HasInbox", "InboxQueuePolicy", "none"]);
});
