import { expect, test } from "vitest";
import { findPython, type Probe } from "./find-python.ts";

/** A machine on which these commands are Python. */
const machine =
  (pythons: Record<string, [major: number, minor: number]>): Probe =>
  async (command) => {
    const version = pythons[command.join(" ")];
    return version && { command, executable: `/usr/bin/${command[0]}`, version };
  };

test("finds python3 first", async () => {
  const probe = machine({ python3: [3, 11], python: [3, 12] });
  await expect(findPython(undefined, probe)).resolves.toMatchObject({ python: { command: ["python3"] } });
});

test("skips one that is too old, as on macOS", async () => {
  const probe = machine({ python3: [3, 9], "python3.12": [3, 12] });
  await expect(findPython(undefined, probe)).resolves.toMatchObject({ python: { command: ["python3.12"] } });
});

test("skips one that is too old for a tool", async () => {
  const probe = machine({ python3: [3, 10], "python3.12": [3, 12] });
  await expect(findPython(undefined, probe, [3, 11])).resolves.toMatchObject({
    python: { command: ["python3.12"] },
  });
  await expect(findPython("python3", probe, [3, 11])).rejects.toThrow(/is Python 3\.10, .* needs 3\.11/);
});

test("finds the launcher of Windows", async () => {
  const probe = machine({ "py -3": [3, 13] });
  await expect(findPython(undefined, probe)).resolves.toMatchObject({ python: { command: ["py", "-3"] } });
});

test.each<[string, Record<string, [number, number]>, string]>([
  ["no Python", {}, "no python3 or python was found on PATH"],
  ["an old one", { python3: [3, 8], python: [2, 7] }, "python3 is 3.8"],
])("with %s it returns why", async (_, pythons, missing) => {
  await expect(findPython(undefined, machine(pythons))).resolves.toEqual({ missing });
});

test.each<[string, Record<string, [number, number]>, RegExp]>([
  ["is not there", { python3: [3, 12] }, /MALOTE_PYTHON=\/opt\/python is not a Python that runs\. Name one/],
  ["is too old", { "/opt/python": [3, 9] }, /is Python 3\.9, and the local stack needs 3\.10 or newer/],
])("MALOTE_PYTHON is the only one tried, and refused if it %s", async (_, pythons, sentence) => {
  await expect(findPython("/opt/python", machine(pythons))).rejects.toThrow(sentence);
});

test("finds this machine's Python, with its path", async () => {
  const found = await findPython(undefined);
  expect("missing" in found || found.python.executable).toMatch(/python|true/i);
});
