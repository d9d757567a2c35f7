import type { StatusView } from "../../types/service.ts";
import { safeText } from "../text/text.ts";

/** One line about a file: its status, id and name, what was verified, or why it failed. */
export const statusLine = ({ status, file_id, file_name, details, verified }: StatusView): string => {
  const more = details ?? (verified && `verified ${verified.algorithm} ${verified.value}`);
  return `${status.padEnd(11)}  ${file_id}  ${safeText(file_name)}${more === undefined ? "" : `  (${safeText(more)})`}`;
};

const FAILED = new Set(["error", "expired", "quarantined"]);

/** Whether the file is not completed by waiting. */
export const hasFailed = ({ status }: Pick<StatusView, "status">): boolean => FAILED.has(status);
