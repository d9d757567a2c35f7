import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OPTIONS, type Option, optionNames } from "./options.ts";

const cell = (text: string) => text.replaceAll("|", "\\|");
const row = (name: string, { default: usual, limit, help, example }: Option) => {
  const accepted = limit === undefined ? `such as \`${example}\`` : limit;
  return `| \`--${name}\` | ${usual ? `\`${usual}\`` : ""} | ${cell(accepted)} | ${cell(help)} |`;
};

test("docs/configuration.md has every option as it is", () => {
  const file = new URL("../../../docs/configuration.md", import.meta.url);
  const [, section = ""] = readFileSync(file, "utf8").split("\n## The relay\n");
  const rows = section
    .split("\n## ")[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| `--"));
  expect(rows).toEqual(optionNames.map((name) => row(name, OPTIONS[name])));
});
