import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Trouble } from "../command/trouble.ts";

export type PythonVersion = readonly [major: number, minor: number];

/** The oldest Python of the local stack. */
export const OLDEST: PythonVersion = [3, 10];

export interface Python {
  command: string[];
  /** The program itself: `command` may be a launcher. */
  executable: string;
  version: [major: number, minor: number];
}

/** What was found: a Python that is new enough, or a sentence about why there is none. */
export type Found = { python: Python } | { missing: string };

/** Runs one command; undefined if it does not exist or is no Python. */
export type Probe = (command: string[]) => Promise<Python | undefined>;

const QUESTION = "import sys; print(*sys.version_info[:2], sys.executable)";

const probePython: Probe = async (command) => {
  const [file = "", ...args] = command;
  try {
    const { stdout } = await promisify(execFile)(file, [...args, "-c", QUESTION], { timeout: 20_000 });
    const [, major, minor, executable] = /^(\d+) (\d+) (.+)$/m.exec(stdout.trim()) ?? [];
    return executable === undefined
      ? undefined
      : { command, executable, version: [Number(major), Number(minor)] };
  } catch {
    return undefined;
  }
};

/** A plain `python3` may be older than another one on PATH, as on macOS. */
const CANDIDATES = [
  ["python3"],
  ["python"],
  ["py", "-3"],
  ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]),
];

/**
 * The machine's Python, `oldest` or newer, on which the emulator and the other tools run. MALOTE_PYTHON names another one.
 * Neither pip nor venv has to be there.
 * @throws Trouble if MALOTE_PYTHON is not a Python that is new enough
 */
export const findPython = async (
  chosen = process.env["MALOTE_PYTHON"],
  probe: Probe = probePython,
  oldestVersion: PythonVersion = OLDEST,
): Promise<Found> => {
  let old: Python | undefined;
  for (const command of chosen ? [[chosen]] : CANDIDATES) {
    const python = await probe(command);
    if (python && isNewEnough(python, oldestVersion)) return { python };
    old ??= python;
  }
  const oldest = oldestVersion.join(".");
  if (chosen)
    throw new Trouble(
      old
        ? `MALOTE_PYTHON=${chosen} is Python ${old.version.join(".")}, and the local stack needs ${oldest} or newer. Name a newer one, or unset it.`
        : `MALOTE_PYTHON=${chosen} is not a Python that runs. Name one of ${oldest} or newer, or unset it.`,
    );
  return {
    missing: old
      ? `${old.command.join(" ")} is ${old.version.join(".")}`
      : "no python3 or python was found on PATH",
  };
};

const isNewEnough = ({ version: [major, minor] }: Python, oldest: PythonVersion) =>
  major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
