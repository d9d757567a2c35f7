import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { nodeBinary } from "../../../../tools/paths.ts";
import type { ChildInput, ChildOutput } from "./messages.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Runs the forwarder in a process of its own. @returns undefined if it was killed @throws if it fails in another way */
export const runChild = async (input: ChildInput): Promise<ChildOutput | undefined> => {
  const child = spawn(nodeBinary, ["--conditions=malote-source", CHILD, JSON.stringify(input)], {
    env: { PATH: process.env["PATH"], NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  if (signal === "SIGKILL") return undefined;
  if (code !== 0) throw new Error(`The relay's process ended with ${code ?? signal}: ${errors}`);
  return JSON.parse(output);
};
