import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const read = (name: string) => readFile(new URL(name, import.meta.url), "utf8");

/** The requirements of a file, each with the lines that continue it. */
const requirements = (text: string) =>
  text
    .replaceAll("\\\n", "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

const lockNames = ["ministack", "sam", "checkov", "schemathesis", "python-client", "transfer"];

test.each(lockNames)("%s.txt pins what its source requires, and exactly", async (name) => {
  const pinned = requirements(await read(`${name}.txt`)).map((line) => line.split(" ")[0]);
  for (const wanted of requirements(await read(`${name}.in`))) {
    expect(pinned).toContainEqual(wanted.includes("==") ? wanted : expect.stringMatching(`^${wanted}==`));
  }
});

test.each(lockNames)("%s.txt has a hash for each version, and nothing else", async (name) => {
  // Nothing of the machine it was compiled on: no index, no local wheels, no options.
  const requirement = /^[a-z0-9._-]+==[\w.]+( ; [^#\\]+?)?( +--hash=sha256:[0-9a-f]{64})+$/;
  for (const line of requirements(await read(`${name}.txt`))) expect(line).toMatch(requirement);
});
