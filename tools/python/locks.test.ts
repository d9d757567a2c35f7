import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const read = (name: string) => readFile(new URL(name, import.meta.url), "utf8");
const requirements = (text: string) =>
  text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test.each([
  "ministack",
  "sam",
  "checkov",
  "schemathesis",
])("%s.txt pins what its source asks for, and exactly", async (name) => {
  const lock = requirements(await read(`${name}.txt`));
  // Nothing of the machine it was compiled on: no index, no local wheels, no options.
  for (const line of lock) expect(line).toMatch(/^[a-z0-9._-]+==[\w.]+( ; .+)?$/);
  const pinned = lock.map((line) => line.split(" ; ")[0]);
  for (const wanted of requirements(await read(`${name}.in`))) {
    expect(pinned).toContainEqual(wanted.includes("==") ? wanted : expect.stringMatching(`^${wanted}==`));
  }
});
