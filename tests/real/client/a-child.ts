import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { nodeBinary } from "../../../tools/paths.ts";
import type { ChildInput, ChildOutput } from "./child.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Starts an upload in a process of its own. */
export const startChild = (input: ChildInput) => {
  const child = spawn(nodeBinary, ["--conditions=malote-source", CHILD, JSON.stringify(input)], {
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = Promise.all([text(child.stdout), once(child, "close")]);
  return {
    /** kill -9: the process gets no chance to save anything. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await ended;
    },
    /** @throws Error if the process failed */
    async output(): Promise<ChildOutput> {
      const [output, [code, signal]] = await ended;
      if (code !== 0) throw new Error(`The upload's process ended with ${code ?? signal}.`);
      return JSON.parse(output);
    },
  };
};
