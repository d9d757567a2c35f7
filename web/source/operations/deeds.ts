import type { OperatorFileView, SettableStatus, Status } from "malote";

/** What an operator may do with a file. Each name has its texts: `operations.do.<name>` and `operations.will.<name>`. */
export type Deed = "retry" | "processing" | "completed" | "release" | "error" | "quarantine" | "delete";

export const STATUS_OF: Readonly<Record<Exclude<Deed, "delete">, SettableStatus>> = {
  retry: "uploaded",
  processing: "processing",
  completed: "completed",
  release: "completed",
  error: "error",
  quarantine: "quarantined",
};

/** In the order of the buttons: what helps first, what cannot be undone last. */
const ORDER: readonly Deed[] = [
  "retry",
  "release",
  "processing",
  "completed",
  "error",
  "quarantine",
  "delete",
];

/** The deeds for the statuses that the service allows now. A status that is newer than the page has none. */
export const deedsOf = ({ status, allowed }: Pick<OperatorFileView, "status" | "allowed">): Deed[] =>
  allowed
    .flatMap((to) => deedOf(status, to) ?? [])
    .sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));

const deedOf = (from: Status, to: Status): Deed | undefined => {
  switch (to) {
    case "uploaded":
      return "retry";
    case "completed":
      return from === "quarantined" ? "release" : "completed";
    case "quarantined":
      return "quarantine";
    case "deleted":
      return "delete";
    case "processing":
    case "error":
      return to;
    default:
      return undefined;
  }
};
