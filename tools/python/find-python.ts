import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Trouble } from "../command/trouble.ts";

const OLDEST = [3, 10] as const;

export interface Python {
  command: string[];
  version: [major: number, minor: number];
  /** Whether `python -m venv` can work: Debian ships ensurepip in a package of its own. */
  hasVenv: boolean;
}

/** Asks one command whether it is Python; undefined when it is not there or says something else. */
export type Probe = (command: string[]) => Promise<Python | undefined>;

const QUESTION =
  "import importlib.util as u, sys; print(*sys.version_info[:2], int(all(map(u.find_spec, ('venv', 'ensurepip')))))";

const probePython: Probe = async (command) => {
  const [file = "", ...args] = command;
  try {
    const { stdout } = await promisify(execFile)(file, [...args, "-c", QUESTION], { timeout: 20_000 });
    const [major, minor, venv] = stdout.trim().split(" ").map(Number);
    if (major === undefined || minor === undefined) return undefined;
    return { command, version: [major, minor], hasVenv: venv === 1 };
  } catch {
    return undefined;
  }
};

/** A plain `python3` may be older than one that stands beside it, as on macOS. */
const CANDIDATES = [
  ["python3"],
  ["python"],
  ["py", "-3"],
  ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]),
];

/**
 * The machine's Python, 3.10 or newer, which the emulator and the SAM CLI run on.
 * MALOTE_PYTHON names another one.
 * @throws Trouble that says what to install
 */
export const findPython = async (
  chosen = process.env["MALOTE_PYTHON"],
  probe: Probe = probePython,
): Promise<Python> => {
  const found: Python[] = [];
  for (const command of chosen ? [[chosen]] : CANDIDATES) {
    const python = await probe(command);
    if (python && isNewEnough(python) && python.hasVenv) return python;
    if (python) found.push(python);
  }
  throw new Trouble(whyNot(found, chosen), { exitCode: 1 });
};

const isNewEnough = ({ version: [major, minor] }: Python) =>
  major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);

const whyNot = (found: Python[], chosen: string | undefined): string => {
  const current = found.find(isNewEnough);
  if (current) {
    const [major, minor] = current.version;
    return `Python ${major}.${minor} (${current.command.join(" ")}) cannot make virtual environments: its venv module is missing. On Debian and Ubuntu: sudo apt install python${major}.${minor}-venv (or python3-venv).`;
  }
  const old = found[0];
  if (old) {
    return `The local stack needs Python ${OLDEST.join(".")} or newer, and ${old.command.join(" ")} is ${old.version.join(".")}. Install a newer one (https://www.python.org/downloads/), or name it: MALOTE_PYTHON=/path/to/python3.`;
  }
  const tried = chosen
    ? `MALOTE_PYTHON=${chosen} is not a Python that runs`
    : "no python3 or python was found on PATH";
  return `The local stack needs Python ${OLDEST.join(".")} or newer: ${tried}. Install it (Debian and Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python; or https://www.python.org/downloads/).`;
};
