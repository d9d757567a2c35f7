/** Where a file can be. `deleted` is a tombstone: to callers it does not exist. */
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
 * Who asks for a change.
 * `owner` is the user through /confirm-upload, `operator` a member of the group through
 * /update-status (a person, or a worker of the deployment's own).
 */
export const ACTORS = ["owner", "mover", "operator", "reconciler"] as const;

export type Actor = (typeof ACTORS)[number];

/**
 * The one table of transitions: who may take a file from where to where.
 *
 * `completed` leads nowhere but to `deleted`. The mover's way to `processing` always passes
 * through `uploaded` (its claim writes both), which is how a lease that ran out, a retry after
 * `error` and bytes that came after `expired` turn around.
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
  mover: {
    pending: ["uploaded"],
    // Straight to `error` where a file is out of attempts before it is claimed.
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

/** The statuses `actor` may lead to from `from`; empty where it may do nothing. */
export const reachable = (actor: Actor, from: Status): readonly Status[] => TRANSITIONS[actor][from] ?? [];

/** The statuses from which `actor` may lead to `to`. */
export const sourcesOf = (actor: Actor, to: Status): readonly Status[] =>
  STATUSES.filter((from) => reachable(actor, from).includes(to));

/**
 * The statuses that a mover's claim takes a file from without reading its record first. A file in `processing`
 * needs a look at its lease, and a file in `error` needs a look at its record.
 */
export const CLAIMABLE: readonly Status[] = ["uploaded" as const, ...sourcesOf("mover", "uploaded")].filter(
  (status) => status !== "processing" && status !== "error",
);
