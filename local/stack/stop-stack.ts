import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endGroup } from "../../tools/processes/process-group.ts";
import { readStackState } from "./running-stack.ts";
import { removeStackJson } from "./stack-json.ts";

/** Ends the stack of a home, also when another process started it. Returns a sentence about what was ended. */
export const stopStack = async (home: string): Promise<string> => {
  const found = await readStackState(home);
  if (found.state === "none") return "No stack is running.";
  if (found.state === "stale") {
    await removeStackJson(home);
    return "No stack is running. Removed the stack.json of a stack that has ended.";
  }
  // The npm start that shows this stack's logs reads this file: the stack was stopped, it did not crash.
  await writeFile(stoppedFile(home), found.stack.instance);
  await endGroup(found.stack.instance, found.stack.pid);
  await removeStackJson(home);
  return `Stopped the stack at ${found.stack.endpoint_url}.`;
};

const stoppedFile = (home: string) => join(home, "stopped");

/** Whether npm run stop ended this stack. */
export const wasStopped = async (home: string, instance: string): Promise<boolean> =>
  (await readFile(stoppedFile(home), "utf8").catch(() => "")) === instance;
