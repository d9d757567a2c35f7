import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const rows = readFileSync("docs/races.md", "utf8")
  .split("\n")
  .filter((line) => /^\| (?!who |when |whose |what |---)/.test(line) && !line.startsWith("|---"));

/** A name without a folder is in tests/races. */
const pathOf = (name: string): string => (name.includes("/") ? name : `tests/races/${name}`);

test("every race has an outcome and a test, and every test exists", () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    const [who, outcome, , tests = ""] = row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    expect([who, outcome]).not.toContain("");
    expect(tests, row).toMatch(/\.test\.ts`|^the same|^as above/);
    for (const [, name = ""] of tests.matchAll(/`([^`]+)`/g))
      expect(existsSync(pathOf(name)), name).toBe(true);
  }
});

test("every test of tests/races is named by a race", () => {
  const tests = readdirSync("tests/races").filter((name) => name.endsWith(".test.ts"));
  const text = rows.join("\n");
  expect(tests.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
