import type { FileRecord } from "@malote/core";
import { claimFile } from "../claim-file.ts";
import { anArrival } from "./builders.ts";
import { aWorld } from "./ports.ts";
import { TIME_LEFT } from "./time-left.ts";

/** NOW, plus the 140 seconds of an invocation, plus ten seconds. */
export const LEASE_UNTIL = "2026-11-21T12:02:30.000Z";
/** A millisecond before NOW, and a millisecond after it. */
export const BEFORE = "2026-11-21T11:59:59.999Z";
export const AFTER = "2026-11-21T12:00:00.001Z";

/** One file. `claim` claims it with a message. */
export const prepare = (file: Partial<FileRecord> = {}) => {
  const world = aWorld({ file });
  return {
    ...world,
    claim: (overrides: Parameters<typeof anArrival>[0] = {}) =>
      claimFile(world.ports, anArrival(overrides), TIME_LEFT),
  };
};

/** A notification of bytes that differ from all moved bytes. */
export const EVENT = { etag: "another", sequencer: "00A1" };
