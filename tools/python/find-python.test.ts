import { expect, test } from "vitest";
import { findPython, type Probe } from "./find-python.ts";

/** A machine on which these commands are Python. */
const machine =
  (pythons: Record<string, { version: [number, number]; hasVenv?: boolean }>): Probe =>
  async (command) => {
    const found = pythons[command.join(" ")];
    return found && { command, hasVenv: true, ...found };
  };

test("takes python3 first", async () => {
  const probe = machine({ python3: { version: [3, 11] }, python: { version: [3, 12] } });
  await expect(findPython(undefined, probe)).resolves.toMatchObject({ command: ["python3"] });
});

test("goes past one that is too old, as macOS has it", async () => {
  const probe = machine({ python3: { version: [3, 9] }, "python3.12": { version: [3, 12] } });
  await expect(findPython(undefined, probe)).resolves.toMatchObject({ command: ["python3.12"] });
});

test("finds the launcher of Windows", async () => {
  const probe = machine({ "py -3": { version: [3, 13] } });
  await expect(findPython(undefined, probe)).resolves.toMatchObject({ command: ["py", "-3"] });
});

test("MALOTE_PYTHON is the only one asked", async () => {
  const probe = machine({ python3: { version: [3, 12] } });
  await expect(findPython("/opt/python", probe)).rejects.toThrow(
    /MALOTE_PYTHON=\/opt\/python is not a Python/,
  );
});

test.each([
  ["no Python", {}, /no python3 or python was found on PATH\. Install it/],
  ["an old one", { python3: { version: [3, 8] as [number, number] } }, /3\.10 or newer, and python3 is 3\.8/],
  [
    "Debian without python3-venv",
    { python3: { version: [3, 11] as [number, number], hasVenv: false } },
    /sudo apt install python3\.11-venv \(or python3-venv\)/,
  ],
])("with %s it says what to install", async (_, pythons, sentence) => {
  await expect(findPython(undefined, machine(pythons))).rejects.toThrow(sentence);
});
