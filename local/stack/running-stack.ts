import { isSupervisorOf } from "../../tools/processes/process-group.ts";
import { instanceAt } from "../emulator/health.ts";
import { readStackJson, type StackJson } from "./stack-json.ts";

export type StackState =
  | { state: "none" }
  /** stack.json was left by a stack that is gone: the machine was restarted, or everything was killed. */
  | { state: "stale" }
  /** Its supervisor is there and its emulator does not answer, or the other way round. */
  | { state: "unhealthy"; stack: StackJson }
  | { state: "running"; stack: StackJson };

interface Look {
  read(home: string): Promise<StackJson | undefined>;
  instanceAt(endpoint: string): Promise<string | undefined>;
  isSupervisorOf(instance: string, pid: number): boolean;
}

const machine: Look = { read: readStackJson, instanceAt, isSupervisorOf };

/**
 * What runs in a home, going by more than stack.json: the process has to be that very stack's, not one
 * that got its number since, and the port has to answer with that stack's name.
 */
export const readStackState = async (home: string, look: Look = machine): Promise<StackState> => {
  const stack = await look.read(home);
  if (!stack) return { state: "none" };
  const supervised = look.isSupervisorOf(stack.instance, stack.pid);
  const answering = (await look.instanceAt(stack.endpoint_url)) === stack.instance;
  if (!supervised && !answering) return { state: "stale" };
  return { state: supervised && answering ? "running" : "unhealthy", stack };
};
