import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endGroup } from "../../tools/processes/process-group.ts";
import { readStackState } from "./running-stack.ts";
import { removeStackJson } from "./stack-json.ts";

/** Ends the stack of a home, whoever started it, and says what there was to end. */
export const stopStack = async (home: string): Promise<string> => {
  const found = await readStackState(home);
  if (found.state === "none") return "No stack is running.";
  if (found.state === "stale") {
    await removeStackJson(home);
    return "No stack is running; removed the stack.json of one that is gone.";
  }
  // For the npm start that follows it: this is no crash.
  await writeFile(stoppedFile(home), found.stack.instance);
  await endGroup(found.stack.instance, found.stack.pid);
  await removeStackJson(home);
  return `Stopped the stack at ${found.stack.endpoint_url}.`;
};

const stoppedFile = (home: string) => join(home, "stopped");

/** Whether npm run stop ended the stack of this name. */
export const wasStopped = async (home: string, instance: string): Promise<boolean> =>
  (await readFile(stoppedFile(home), "utf8").catch(() => "")) === instance;
