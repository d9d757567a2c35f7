import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const rows = readFileSync("docs/races.md", "utf8")
  .split("\n")
  .filter((line) => /^\| (?!who |when |whose |what |---)/.test(line) && !line.startsWith("|---"));

/** In functions/mover, unless it says where. */
const pathOf = (name: string): string => (name.includes("/") ? name : `functions/mover/${name}`);

test("every race has an outcome and a test, and every test is there", () => {
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
