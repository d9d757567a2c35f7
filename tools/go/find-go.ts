import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Trouble } from "../command/trouble.ts";

/** What `go version` prints; fails when there is no such program. */
export type Probe = (program: string) => Promise<string>;

const askGo: Probe = async (program) =>
  (await promisify(execFile)(program, ["version"], { timeout: 20_000 })).stdout;

/** From this one on, Go fetches by itself whatever newer toolchain a module asks for. */
const OLDEST = [1, 21] as const;

const HOW =
  "Install Go (https://go.dev/dl/; Debian and Ubuntu: sudo apt install golang; macOS: brew install go)";

/**
 * The machine's Go.
 * @throws Trouble that says what to install
 */
export const findGo = async (program = "go", probe: Probe = askGo): Promise<string> => {
  const said = await probe(program).catch(() => undefined);
  const version = /go version go(\d+)\.(\d+)/.exec(said ?? "");
  const oldest = OLDEST.join(".");
  if (!version) throw new Trouble(`This needs Go ${oldest} or newer, and no go was found on PATH. ${HOW}.`);
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new Trouble(`This needs Go ${oldest} or newer, and the one on PATH is ${major}.${minor}. ${HOW}.`);
  return program;
};
