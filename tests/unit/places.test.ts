import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { GRANTS } from "../real/iam/grants.ts";
import { functions } from "./template.ts";

// The places that a function or a route has beside its own folder and template.yaml. CONTRIBUTING.md lists all of them
// ("Add a route", "Add a function"); this test names the one that is missing.

const text = (path: string) => readFileSync(path, "utf8");
const routes = functions.flatMap(({ routes }) => routes);

describe.each(functions.map(({ id, folder }) => ({ id, folder, name: basename(folder) })))("$folder", ({
  id,
  folder,
  name,
}) => {
  test("has a handler and tests", () => {
    expect(existsSync(`${folder}/handler.ts`)).toBe(true);
    expect(globSync(`${folder}/**/*.test.ts`)).not.toEqual([]);
  });

  test(`has a sample event: events/${name}.json or events/${name}-*.json`, () => {
    expect(globSync(`events/${name}{.json,-*.json}`)).not.toEqual([]);
  });

  test("has a row in tests/real/iam/grants.ts: the calls that it may make", () => {
    expect(Object.keys(GRANTS)).toContain(id);
  });

  test("has a row in docs/architecture.md", () => {
    expect(text("docs/architecture.md")).toMatch(new RegExp(`^${folder} +`, "m"));
  });
});

describe.each(routes)("%s", (route) => {
  test("has a row in the table of README.md", () => {
    expect(text("README.md")).toContain(`| \`${route}\` |`);
  });

  test("has a row in docs/bill.md, and a test of it in tests/unit/bill/", () => {
    expect(text("docs/bill.md")).toContain(`| \`${route}\` |`);
    expect(globSync("tests/unit/bill/*.test.ts").map(text).join("\n")).toContain(`describe("${route}"`);
  });
});
