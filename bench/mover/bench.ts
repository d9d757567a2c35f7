import type { Options } from "./options.ts";
import type { BareRequest, MoverRequest } from "./processes/answer.ts";
import type { Programs } from "./processes/programs.ts";
import { type Process, startProcess } from "./processes/start.ts";
import type { Servers } from "./servers.ts";

/** What each section of the benchmark works with. */
export interface Bench {
  options: Options;
  servers: Servers;
  /** How long Lambda lets the mover run. */
  timeoutSeconds: number;
  start: {
    mover(): Process<MoverRequest>;
    recordedMover(): Process<MoverRequest>;
    bare(): Process<BareRequest>;
  };
  signal: AbortSignal;
  print(line: string): void;
}

export const startWith = (programs: Programs, signal: AbortSignal): Bench["start"] => ({
  mover: () => startProcess(programs.mover, signal),
  recordedMover: () => startProcess(programs.recordedMover, signal),
  bare: () => startProcess(programs.bare, signal),
});
