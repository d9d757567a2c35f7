import { isSupervisorOf } from "../../tools/processes/process-group.ts";
import { instanceAt } from "../emulator/health.ts";
import { readStackJson, type StackJson } from "./stack-json.ts";

export type StackState =
  | { state: "none" }
  /** The stack of stack.json is gone: the machine was restarted, or all its processes were killed. */
  | { state: "stale" }
  /** Its supervisor runs but its emulator does not respond, or its emulator responds without a supervisor. */
  | { state: "unhealthy"; stack: StackJson }
  | { state: "running"; stack: StackJson };

interface Probes {
  read(home: string): Promise<StackJson | undefined>;
  instanceAt(endpoint: string): Promise<string | undefined>;
  isSupervisorOf(instance: string, pid: number): boolean;
}

const machine: Probes = { read: readStackJson, instanceAt, isSupervisorOf };

/**
 * The state of the stack in a home. stack.json alone is not enough: its pid must still belong to the stack's supervisor
 * (the system may have given the number to another process), and its port must respond with the stack's name.
 */
export const readStackState = async (home: string, probes: Probes = machine): Promise<StackState> => {
  const stack = await probes.read(home);
  if (!stack) return { state: "none" };
  const supervised = probes.isSupervisorOf(stack.instance, stack.pid);
  const responding = (await probes.instanceAt(stack.endpoint_url)) === stack.instance;
  if (!supervised && !responding) return { state: "stale" };
  return { state: supervised && responding ? "running" : "unhealthy", stack };
};
