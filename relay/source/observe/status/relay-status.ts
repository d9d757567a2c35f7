import type { Spool } from "../../spool/index.ts";
import type { Entry, EntryState } from "../../types/entry.ts";
import type { Sample } from "../samples.ts";

/** What the status page and `/status.json` show. Names of files and owners are shown to operators of the relay only. */
export interface RelayStatus {
  at: string;
  ready: boolean;
  /** Why it is not ready. */
  reasons: string[];
  /** Whether the service can be reached. */
  line_up: boolean;
  /** Why the relay cannot sign in to the service. Absent if it can, or has not tried. */
  sign_in_fault?: string;
  states: Record<EntryState, { files: number; bytes: number }>;
  disk: { bytes: number; files: number; free: number };
  /** The files that wait longest, and those that an operator must look at. At most 50 of each. */
  waiting: StatusEntry[];
  parked: StatusEntry[];
  samples: readonly Sample[];
}

export interface StatusEntry {
  id: string;
  owner: string;
  name: string;
  bytes: number;
  since: string;
  attempts: number;
  next_at?: string;
  reason?: { code: string; message: string; at: string };
}

export interface StatusParts {
  spool: Pick<Spool, "journal" | "usage">;
  samples(): readonly Sample[];
  /** Why the relay is not ready. */
  reasons(): string[];
  lineUp(): boolean;
  signInFault(): string | undefined;
  now?(): number;
}

const SHOWN = 50;

export const relayStatus = async (parts: StatusParts): Promise<RelayStatus> => {
  const { spool, samples, reasons, lineUp, signInFault, now = Date.now } = parts;
  const [states, waiting, parked] = await Promise.all([
    spool.journal.counts(),
    spool.journal.list({ state: "waiting", limit: SHOWN }),
    spool.journal.list({ state: "parked", limit: SHOWN }),
  ]);
  const fault = signInFault();
  return {
    at: iso(now()),
    ready: reasons().length === 0,
    reasons: reasons(),
    line_up: lineUp(),
    ...(fault !== undefined && { sign_in_fault: fault }),
    states,
    disk: spool.usage(),
    waiting: waiting.map(statusEntry),
    parked: parked.map(statusEntry),
    samples: samples(),
  };
};

const statusEntry = ({
  id,
  owner,
  name,
  size = 0,
  acceptedAt,
  attempts,
  nextAt,
  reason,
}: Entry): StatusEntry => ({
  id,
  owner,
  name,
  bytes: size,
  since: iso(acceptedAt),
  attempts,
  ...(nextAt > 0 && { next_at: iso(nextAt) }),
  ...(reason && { reason: { ...reason, at: iso(reason.at) } }),
});

const iso = (at: number): string => new Date(at).toISOString();
