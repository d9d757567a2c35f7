import { Forbidden } from "./errors.ts";
import type { FileRecord } from "./file.ts";

/** Who calls: the token's `sub`, and the Cognito groups it is in. */
export type Caller = { sub: string; groups: readonly string[] };

/** Whether the file is the caller's own. Anybody else is told that it does not exist. */
export const owns = (caller: Caller, file: FileRecord | undefined): file is FileRecord =>
  file !== undefined && file.status !== "deleted" && file.owner === caller.sub;

/** @throws Forbidden (403) unless the caller is an operator. */
export const requireOperator = (caller: Caller): void => {
  if (!caller.groups.includes("operators"))
    throw new Forbidden(
      "Only members of the group operators may set a status; ask an administrator to add you.",
    );
};
