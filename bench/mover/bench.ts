import type { Options } from "./options.ts";
import type { BareRequest, MoverRequest } from "./processes/answer.ts";
import type { Programs } from "./processes/programs.ts";
import { type Process, type Program, startProcess } from "./processes/start.ts";
import type { AllServers, Servers } from "./servers.ts";

/** What each section of the benchmark works with. */
export interface Bench {
  options: Options;
  /** Each section says with which table it measures. */
  servers: AllServers;
  /** How long Lambda lets the mover run. */
  timeoutSeconds: number;
  start: {
    mover(servers: Servers): Process<MoverRequest>;
    recordedMover(servers: Servers): Process<MoverRequest>;
    bare(servers: Servers): Process<BareRequest>;
  };
  signal: AbortSignal;
  print(line: string): void;
}

export const startWith = (programs: Programs, signal: AbortSignal): Bench["start"] => {
  const starting =
    <Request extends object>(program: Program) =>
    ({ environment }: Servers): Process<Request> =>
      startProcess({ ...program, env: { ...program.env, ...environment } }, signal);
  return {
    mover: starting(programs.mover),
    recordedMover: starting(programs.recordedMover),
    bare: starting(programs.bare),
  };
};
