import { digest } from "./bundle-function.ts";
import { describeFault, isBuildFailure } from "./describe-fault.ts";
import type { Unit } from "./units.ts";

/** How a unit came out of a change. `fault` leaves the stack on the code it had. */
export type Outcome =
  | { result: "updated" }
  | { result: "unchanged" }
  /** Builds again and is what runs already. */
  | { result: "healed" }
  | { result: "fault"; lines: string[] };

/** Remembers what runs of a unit, so that only what is new is sent. */
export const refresher = (unit: Unit, root: string) => {
  let running: string | undefined;
  let broken = false;

  const refresh = async (): Promise<Outcome> => {
    try {
      const files = await unit.bundle();
      const hash = digest(files);
      const healed = broken;
      broken = false;
      if (hash === running) return { result: healed ? "healed" : "unchanged" };
      await unit.send(files);
      running = hash;
      return { result: "updated" };
    } catch (error) {
      broken = true;
      if (isBuildFailure(error)) {
        return { result: "fault", lines: describeFault(error.errors, unit.folder, root) };
      }
      return { result: "fault", lines: [error instanceof Error ? error.message : String(error)] };
    }
  };
  return {
    unit,
    /** A file that it did not find may be one it has never been made of, so what is broken is always tried. */
    concerns: (path: string) => broken || unit.concerns(path),
    refresh,
    /** To be called once first: what was saved since `sam build` looked is sent now. */
    begin: async (): Promise<Outcome> => {
      running = digest(await unit.deployed());
      return refresh();
    },
  };
};

export type Refresher = ReturnType<typeof refresher>;
