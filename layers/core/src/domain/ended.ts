import type { FileRecord } from "./file.ts";
import type { Status } from "./status.ts";

/** The statuses of a file on its way. It may pass through all three within seconds. */
const ON_THE_WAY: readonly Status[] = ["pending", "uploaded", "processing"];

export const isOnTheWay = (status: Status): boolean => ON_THE_WAY.includes(status);

/**
 * What the indexes hold of a status, once a file is not on its way any more: the status, and the time of the last change.
 * Before that, they hold neither. So a confirmation and a claim write no index, and a list reads the records of the files on
 * their way.
 */
export const endedAttributes = (status: Status, at: string): Pick<FileRecord, "ended" | "ended_at"> =>
  isOnTheWay(status) ? {} : { ended: status, ended_at: at };
