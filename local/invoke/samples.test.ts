import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSample } from "./samples.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "events-"));
  for (const name of ["consult", "mover-message", "mover-poisoned"]) {
    await writeFile(join(folder, `${name}.json`), JSON.stringify({ name }));
  }
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  [undefined, "consult"],
  ["mover-message", "mover-message"],
  ["mover-message.json", "mover-message"],
])("%s is a sample", async (wanted, name) => {
  await expect(readSample("consult", wanted, folder)).resolves.toEqual({
    name: `events/${name}.json`,
    event: { name },
  });
});

test("a file in any folder can be the event", async () => {
  const path = join(folder, "consult.json");
  await expect(readSample("mover", path, join(folder, "none"))).resolves.toEqual({
    name: path,
    event: { name: "consult" },
  });
});

test("an unknown event is refused with a list of the samples, the function's own first", async () => {
  await expect(readSample("mover", "nothing", folder)).rejects.toThrow(
    'There is no event "nothing". The events in events/ are: mover-message, mover-poisoned, consult.',
  );
});

test("a function without a sample of its exact name gets the first of its samples", async () => {
  expect(await readSample("mover", undefined, folder)).toMatchObject({ name: "events/mover-message.json" });
  await expect(readSample("list", undefined, folder)).rejects.toThrow('There is no event "list".');
});

test("a file that is not JSON is refused", async () => {
  await writeFile(join(folder, "broken.json"), "{");
  await expect(readSample("consult", "broken", folder)).rejects.toThrow(/broken\.json is not JSON/);
});
