import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { functions, property } from "./template.ts";

test("docs/configuration.md has each variable of template.yaml, with the functions that read it", () => {
  const [, table = ""] =
    /^## Environment variables$([\s\S]*?)^## /m.exec(readFileSync("docs/configuration.md", "utf8")) ?? [];
  const documented = table.split("\n").flatMap((line) => {
    const [, names = "", readers = ""] = /^\| (`[^|]+) \| ([^|]+) \|/.exec(line) ?? [];
    return names
      .split(", ")
      .filter(Boolean)
      .map((name) => [name.replaceAll("`", ""), readers.split(", ").sort()]);
  });

  const read = new Map<string, string[]>();
  for (const { id, folder } of functions) {
    const { Variables = {} } = property<{ Variables?: object } | undefined>(id, "Environment") ?? {};
    for (const name of Object.keys(Variables))
      read.set(name, [...(read.get(name) ?? []), basename(folder)].sort());
  }
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(read));
});
