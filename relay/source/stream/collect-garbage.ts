import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** V8's own function. Node.js shows it only with this flag, and a relay must not depend on how it was started. */
const gc = (): NodeJS.GCFunction => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as NodeJS.GCFunction;
};

let collect: NodeJS.GCFunction | undefined;

/**
 * Collects the young generation, which takes less than a millisecond. Chunks of bodies are garbage outside of V8's heap:
 * V8 counts little of it, and waits until much has gathered.
 */
export const collectGarbage = (): void => {
  collect ??= gc();
  collect({ type: "minor", execution: "sync" });
};
