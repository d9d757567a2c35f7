/** The statuses of a file. `deleted` is a tombstone: for callers, the file does not exist. */
export const STATUSES = [
  "pending",
  "uploaded",
  "processing",
  "completed",
  "error",
  "expired",
  "deleted",
] as const;

export type Status = (typeof STATUSES)[number];

/**
 * Who changes a status. `owner` is the user, through /confirm-upload and DELETE. `relay` is a member of the group relays
 * that uploads the file on behalf of its owner. `operator` is a member of the group operators, through /update-status: a
 * person, or a worker of the deployment.
 */
export const ACTORS = ["owner", "relay", "mover", "operator", "reconciler"] as const;

export type Actor = (typeof ACTORS)[number];

/**
 * The one table of transitions: which actor may change which status to which.
 *
 * From `completed`, only `deleted` can follow. The mover reaches `processing` only through `uploaded`: its claim writes
 * both. So the same two transitions serve a lease that ran out, a retry after `error`, and bytes that arrive after
 * `expired`.
 */
const TRANSITIONS: Readonly<Record<Actor, Partial<Record<Status, readonly Status[]>>>> = {
  owner: {
    pending: ["uploaded", "deleted"],
    uploaded: ["deleted"],
    processing: ["deleted"],
    completed: ["deleted"],
    error: ["deleted"],
    expired: ["uploaded", "deleted"],
  },
  relay: {
    pending: ["uploaded"],
    expired: ["uploaded"],
  },
  mover: {
    pending: ["uploaded"],
    // A file that has no attempts left is set to `error` without a claim.
    uploaded: ["processing", "error"],
    processing: ["uploaded", "completed", "error"],
    error: ["uploaded"],
    expired: ["uploaded"],
  },
  operator: {
    pending: ["processing", "error", "completed"],
    uploaded: ["processing", "error", "completed"],
    processing: ["error", "completed"],
    error: ["uploaded"],
  },
  reconciler: {
    pending: ["expired"],
    uploaded: ["error"],
    processing: ["error"],
  },
};

/** The statuses that `actor` may set after `from`. */
export const reachable = (actor: Actor, from: Status): readonly Status[] => TRANSITIONS[actor][from] ?? [];

/** The statuses after which `actor` may set `to`. */
export const sourcesOf = (actor: Actor, to: Status): readonly Status[] =>
  STATUSES.filter((from) => reachable(actor, from).includes(to));

/**
 * The statuses that a mover's claim takes a file from without reading its record first. A file in `processing`
 * needs a look at its lease, and a file in `error` needs a look at its record.
 */
export const CLAIMABLE: readonly Status[] = ["uploaded" as const, ...sourcesOf("mover", "uploaded")].filter(
  (status) => status !== "processing" && status !== "error",
);
