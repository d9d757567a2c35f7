import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ESTree, parseSync, Visitor } from "vite";
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

const sources = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .filter((name) => !/^language.(en|pt-br)\.ts$/.test(name))
  .map((name) => {
    const text = readFileSync(join(SOURCE, name), "utf8");
    return { name, ast: parseSync(name, text).program };
  });

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
  expect(sdk).toHaveLength(15);

  const missing = [
    ...[...PROBLEM_CODES, ...sdk].map((code) => `problem.${code}`),
    ...ERROR_CODES.map((code) => `reason.${code}`),
  ].filter((key) => !Object.hasOwn(en, key));
  expect(missing).toEqual([]);

  // A text for a code that nobody sends is never read.
  const known = new Set([...PROBLEM_CODES, ...sdk, "general", "refused"].map((code) => `problem.${code}`));
  const reasons = new Set<string>(ERROR_CODES.map((code) => `reason.${code}`));
  const stale = keys
    .filter((key) => /^(problem|reason)\./.test(key))
    .map((key) => key.replace(/\.help$/, ""))
    .filter((key) => !known.has(key) && !reasons.has(key));
  expect(stale).toEqual([]);
});

test("each key is used", () => {
  const literals = new Set<string>();
  const patterns: RegExp[] = [];
  for (const { ast } of sources)
    new Visitor({
      Literal: ({ value }) => {
        if (typeof value === "string") literals.add(value);
      },
      TemplateLiteral: ({ quasis }) => {
        const [head = "", ...rest] = quasis.map(({ value }) => (value.cooked ?? "").replaceAll(".", "\\."));
        // A computed key names its area: `nav.${view}`.
        if (/^[a-z]/.test(quasis[0]?.value.cooked ?? "") && head.includes("\\."))
          patterns.push(new RegExp(`^${[head, ...rest].join("[\\w.-]+")}$`));
      },
    }).visit(ast);
  const unused = keys.filter((key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

describe("a component has no text of its own", () => {
  const LETTER = /\p{L}/u;
  /** Attributes that a person reads or hears. */
  const READ = new Set(["aria-label", "title", "placeholder", "alt", "label", "hint", "aria-description"]);

  test.each(sources)("$name", ({ ast }) => {
    const found: string[] = [];
    const text = (node: ESTree.Expression | ESTree.JSXEmptyExpression | null | undefined) => {
      if (node?.type === "Literal" && typeof node.value === "string" && LETTER.test(node.value))
        found.push(node.value);
    };
    new Visitor({
      JSXText: ({ value }) => {
        if (LETTER.test(value)) found.push(value.trim());
      },
      JSXElement: ({ children }) => {
        for (const child of children) if (child.type === "JSXExpressionContainer") text(child.expression);
      },
      JSXAttribute: ({ name, value }) => {
        if (name.type !== "JSXIdentifier" || !READ.has(name.name)) return;
        if (value?.type === "JSXExpressionContainer") text(value.expression);
        else if (value?.type === "Literal") text(value);
      },
    }).visit(ast);
    expect(found).toEqual([]);
  });
});
