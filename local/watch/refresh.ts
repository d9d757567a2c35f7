import { digest } from "./bundle-function.ts";
import { describeFault, isBuildFailure } from "./describe-fault.ts";
import type { Unit } from "./units.ts";

/** The result of building and sending a unit. After a `fault`, the stack keeps the code it had. */
export type Outcome =
  | { result: "updated" }
  | { result: "unchanged" }
  /** The unit builds again, and its code is the code that runs already. */
  | { result: "recovered" }
  | { result: "fault"; lines: string[] };

/** Remembers the running code of a unit, so that only new code is sent. */
export const refresher = (unit: Unit, root: string) => {
  let running: string | undefined;
  let broken = false;

  const refresh = async (): Promise<Outcome> => {
    try {
      const files = await unit.bundle();
      const hash = digest(files);
      const recovered = broken;
      broken = false;
      if (hash === running) return { result: recovered ? "recovered" : "unchanged" };
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
    /** A broken unit is built after every save: the saved file may be the import that was missing. */
    concerns: (path: string) => broken || unit.concerns(path),
    refresh,
    /** Must be called first, once: it sends what was saved since `sam build` read the sources. */
    begin: async (): Promise<Outcome> => {
      running = digest(await unit.deployed());
      return refresh();
    },
  };
};

export type Refresher = ReturnType<typeof refresher>;
