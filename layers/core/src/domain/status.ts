/**
 * The statuses of a file. `quarantined` is a completed file that nobody may download. `deleted` is a tombstone: for
 * callers, the file does not exist.
 */
export const STATUSES = [
  "pending",
  "uploaded",
  "processing",
  "completed",
  "quarantined",
  "error",
  "expired",
  "deleted",
] as const;

export type Status = (typeof STATUSES)[number];

/**
 * Who changes a status. `owner` is the user, through /upload, /confirm-upload and DELETE. `relay` is a member of the group relays
 * that uploads the file on behalf of its owner, through the same routes. `operator` is a member of the group operators, through /update-status
 * and DELETE: a person, or a worker of the deployment. `inbox` is the service itself, which announces the files that a system
 * writes to inbox/.
 */
export const ACTORS = ["owner", "relay", "mover", "operator", "reconciler", "inbox"] as const;

export type Actor = (typeof ACTORS)[number];

/**
 * The one table of transitions: which actor may change which status to which.
 *
 * From `completed`, only `quarantined` and `deleted` can follow. An operator may delete every file, because nobody else can
 * delete a file whose owner does not exist any more. Only an operator releases or deletes a quarantined file. The mover reaches `processing` only through `uploaded`: its claim writes
 * both. So the same two transitions serve a lease that ran out, a retry after `error`, and bytes that arrive after
 * `expired`. A file that expired without bytes is `pending` again when its uploader asks for another form.
 */
const TRANSITIONS: Readonly<Record<Actor, Partial<Record<Status, readonly Status[]>>>> = {
  owner: {
    pending: ["uploaded", "deleted"],
    uploaded: ["deleted"],
    processing: ["deleted"],
    completed: ["deleted"],
    // The client sent the parts that it lacked, or other bytes, and confirms again.
    error: ["uploaded", "deleted"],
    expired: ["pending", "uploaded", "deleted"],
  },
  relay: {
    // An upload that it gives up leaves neither a plan nor parts. What was confirmed is the owner's alone.
    pending: ["uploaded", "deleted"],
    error: ["uploaded"],
    expired: ["pending", "uploaded"],
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
    pending: ["processing", "error", "completed", "deleted"],
    uploaded: ["processing", "error", "completed", "deleted"],
    processing: ["error", "completed", "deleted"],
    completed: ["quarantined", "deleted"],
    quarantined: ["completed", "deleted"],
    error: ["uploaded", "deleted"],
    expired: ["deleted"],
  },
  reconciler: {
    pending: ["expired"],
    uploaded: ["error"],
    processing: ["error"],
  },
  // Its records begin with `pending`, or with `error` if the object is refused. After that it changes no status.
  inbox: {},
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
