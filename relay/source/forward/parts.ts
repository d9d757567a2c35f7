import type { Malote } from "malote/node";
import type { Log, Spool } from "../spool/index.ts";
import type { Clock } from "./clock.ts";
import type { ForwardLimits } from "./limits.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { Strikes } from "./strikes.ts";

/** What the two halves of the forwarder share. */
export interface ForwardParts {
  spool: Pick<Spool, "journal" | "pathOf" | "complete">;
  malote: Malote;
  clock: Clock;
  log: Log;
  metrics: ForwardMetrics;
  limits: ForwardLimits;
  strikes: Strikes;
  random: () => number;
}
