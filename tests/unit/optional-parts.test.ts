import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { withOptionalParts } from "../real/judges/optional-parts.ts";
import { template } from "./template.ts";

const whole = parse(withOptionalParts(readFileSync("template.yaml", "utf8")), {
  logLevel: "error",
}) as typeof template & { Conditions: Record<string, unknown> };

test("the template that checkov judges differs in defaults only, and each of them is accepted", () => {
  for (const [name, { Default, AllowedPattern, AllowedValues }] of Object.entries(whole.Parameters)) {
    if (AllowedPattern) expect(Default).toMatch(new RegExp(`^(${AllowedPattern})$`));
    if (AllowedValues) expect(AllowedValues.map(String), name).toContain(String(Default));
  }
  const withoutDefaults = ({ Parameters, ...others }: typeof template) => ({
    ...others,
    Parameters: Object.entries(Parameters).map(([name, { Default, ...more }]) => ({ name, ...more })),
  });
  expect(withoutDefaults(whole)).toEqual(withoutDefaults(template));
});

test("no resource is left out: each of the conditions that are false by default has its parameter", () => {
  // The parameters that a condition names, also by way of other conditions.
  const parametersOf = (condition: string): string[] =>
    (JSON.stringify(whole.Conditions[condition]).match(/\w+/g) ?? []).flatMap((name) =>
      name in whole.Conditions ? parametersOf(name) : name in whole.Parameters ? [name] : [],
    );
  const isOff = (name: string) => ["false", "", 0].includes(template.Parameters[name]?.Default as never);
  const conditions = Object.values(template.Resources).flatMap(({ Condition }) => Condition ?? []);
  const off = new Set(conditions.flatMap(parametersOf).filter(isOff));
  expect([...off].toSorted()).toEqual([
    "AlarmEmail",
    "DownloadKeyGroup",
    "GradualDeployment",
    "Inbox",
    "InboxWriters",
    "Page",
    "PublishStatusEvents",
    "StatusEventsArchiveDays",
    "WebAcl",
    "Webhooks",
  ]);
  for (const name of off)
    expect(whole.Parameters[name]?.Default).not.toBe(template.Parameters[name]?.Default);
});
