import type { Options } from "./options.ts";
import type { Programs } from "./processes/programs.ts";
import type { BareRequest, MoverRequest } from "./processes/serve.ts";
import { type Process, type Program, startProcess } from "./processes/start.ts";
import type { AllServers, Servers } from "./servers.ts";

/** Everything that a section of the benchmark needs. */
export interface Bench {
  options: Options;
  /** The servers with each of the two tables. A section chooses its table. */
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
