import type { Change, Status, StatusView } from "malote";

/** A change as a client has seen it. Only the history of a record knows who made it. */
export type SeenChange = Pick<Change, "status" | "at"> & Partial<Change>;

export interface Step extends Omit<SeenChange, "at"> {
  /** Undefined for a step that has not happened. */
  at?: string;
  /** `now`: the file is at this step, and goes on by itself. `ahead`: it comes next, if nothing goes wrong. */
  state: "done" | "now" | "ahead";
  /** Seconds since the step before it. */
  seconds?: number;
}

const WAY: readonly Status[] = ["pending", "uploaded", "processing", "completed"];
const GOES_ON: ReadonlySet<Status> = new Set(["pending", "uploaded", "processing"]);

/** Whether the service changes the status by itself, so that following it makes sense. */
export const goesOn = (status: Status): boolean => GOES_ON.has(status);

/** The steps that a client has not seen, because they were too short: a mover goes each of them. */
const missed = (before: SeenChange | undefined, { status, by }: SeenChange): Step[] => {
  // A record has all of them, and an operator may have left some out.
  if (!before || by !== undefined || !WAY.includes(status)) return [];
  return WAY.slice(WAY.indexOf(before.status) + 1, WAY.indexOf(status)).map((between) => ({
    status: between,
    state: "done",
  }));
};

/**
 * The way of a file as steps: what happened, and what is to come. Without a history, the first and the last change are known,
 * because each status has both times.
 */
export const stepsOf = (
  { status, created_at, updated_at }: Pick<StatusView, "status" | "created_at" | "updated_at">,
  history: readonly SeenChange[] = [],
): Step[] => {
  const changes: SeenChange[] = history.length > 0 ? [...history] : [{ status: "pending", at: created_at }];
  // The status may be newer than the history.
  if (changes.at(-1)?.status !== status) changes.push({ status, at: updated_at });
  const done = changes.flatMap((change, index): Step[] => {
    const before = changes[index - 1];
    const isNow = index === changes.length - 1 && goesOn(change.status);
    const step: Step = {
      ...change,
      state: isNow ? "now" : "done",
      ...(before && { seconds: Math.max(0, (Date.parse(change.at) - Date.parse(before.at)) / 1000) }),
    };
    return [...missed(before, change), step];
  });
  const ahead = goesOn(status) ? WAY.slice(WAY.indexOf(status) + 1) : [];
  return [...done, ...ahead.map((next): Step => ({ status: next, state: "ahead" }))];
};
