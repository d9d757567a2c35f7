import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Trouble } from "../command/trouble.ts";

/** Returns the output of `go version`. Fails when there is no such program. */
export type Probe = (program: string) => Promise<string>;

const goVersion: Probe = async (program) =>
  (await promisify(execFile)(program, ["version"], { timeout: 20_000 })).stdout;

/** From this version on, Go downloads a newer toolchain by itself when a module requires it. */
const OLDEST = [1, 21] as const;

const HOW =
  "Install Go (https://go.dev/dl/; Debian and Ubuntu: sudo apt install golang; macOS: brew install go)";

/**
 * Checks the version of the machine's Go, and returns the program.
 * @throws Trouble with what to install
 */
export const findGo = async (program = "go", probe: Probe = goVersion): Promise<string> => {
  const output = await probe(program).catch(() => undefined);
  const version = /go version go(\d+)\.(\d+)/.exec(output ?? "");
  const oldest = OLDEST.join(".");
  if (!version) throw new Trouble(`This needs Go ${oldest} or newer, but no go was found on PATH. ${HOW}.`);
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new Trouble(`This needs Go ${oldest} or newer, but the go on PATH is ${major}.${minor}. ${HOW}.`);
  return program;
};
