import { expect, test } from "vitest";
import { help, helpOf } from "./help.ts";
import { OPTIONS, optionNames } from "./options.ts";

test.each(optionNames)("--%s is in the help, with its default, its limit and an example", (name) => {
  const option = OPTIONS[name];
  const [, entry = ""] = help().split(`  --${name}=${option.value}\n`);
  const text = (entry.split("\n\n")[0] ?? "").replace(/\s+/g, " ");
  expect(text).toContain(option.help);
  expect(text).toContain(`Example: --${name}=${option.example}`);
  if ("default" in option && option.default) expect(text).toContain(`Default: ${option.default}`);
  if ("limit" in option) expect(text).toContain(`Accepted: ${option.limit}`);
});

test("is printed whatever else is given", () => {
  expect(helpOf(["--nonsense", "--help"])).toBe(help());
  expect(helpOf(["--nonsense"])).toBeUndefined();
});

test("fits a terminal", () => {
  for (const line of help().split("\n")) expect(line.length).toBeLessThanOrEqual(130);
});
