import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ERROR_CODES, PROBLEM_CODES } from "../../../layers/core/openapi/codes.ts";
import { en, type Key } from "./en.ts";
import type { Message } from "./messages.ts";
import { ptBr } from "./pt-br.ts";

const SOURCE = join(import.meta.dirname, "..");
const LANGUAGES: [tag: string, messages: Record<string, Message>][] = [
  ["en", en],
  ["pt-BR", ptBr],
];
const keys = Object.keys(en) as Key[];

const formsOf = (message: Message): string[] =>
  typeof message === "string" ? [message] : Object.values(message);

describe("both languages", () => {
  test("have the same keys", () => {
    expect(Object.keys(ptBr).sort()).toEqual([...keys].sort());
  });

  test.each(keys)("have the same placeholders in %s", (key) => {
    // The form for one may leave the number out: "1 file" and "a file" are both right.
    const all = LANGUAGES.map(([, messages]) =>
      formsOf(messages[key] ?? "").flatMap((text) => text.match(/\{\w+\}/g) ?? []),
    ).map((found) => [...new Set(found)].sort());
    expect(all[1]).toEqual(all[0]);
    for (const text of LANGUAGES.flatMap(([, messages]) => formsOf(messages[key] ?? "")))
      expect(text).toMatch(/\S/);
  });

  test.each(LANGUAGES)("have the plural forms of %s", (tag, messages) => {
    // `other` serves the forms that only very large or broken numbers have: `many` of Portuguese is for millions.
    const needed = [0, 1, 2, 3, 5, 11, 21, 100].map((count) => new Intl.PluralRules(tag).select(count));
    for (const [key, message] of Object.entries(messages))
      if (typeof message !== "string")
        for (const form of new Set(needed)) expect(message, `${key} in ${tag}`).toHaveProperty(form);
  });
});

test("each code of the contract, and each code of the SDK, has a text", () => {
  const source = readFileSync(join(SOURCE, "../../client/source/errors/malote-error.ts"), "utf8");
  const [, documented = ""] = source.match(/Codes of this package: ([^.]+)\./) ?? [];
  const sdk = [...documented.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code);
  expect(sdk).toHaveLength(13);

  const missing = [
    ...[...PROBLEM_CODES, ...sdk].map((code) => `problem.${code}`),
    ...ERROR_CODES.map((code) => `reason.${code}`),
  ].filter((key) => !Object.hasOwn(en, key));
  expect(missing).toEqual([]);
});
