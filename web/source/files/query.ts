import type { Status } from "malote";
import type { FilesQuery } from "malote/react";

/** The statuses that a list can be filtered by. */
export const STATUSES = [
  "completed",
  "processing",
  "uploaded",
  "pending",
  "error",
  "quarantined",
  "expired",
] as const satisfies Status[];
export type ListedStatus = (typeof STATUSES)[number];

/** What the person looks for. Empty texts are no filters. */
export interface Chosen {
  name: string;
  status: ListedStatus | "";
  path: string;
}

export const EVERYTHING: Chosen = { name: "", status: "", path: "" };

/** The most characters of a name that the service searches for. */
export const LONGEST_NAME = 255;

/** Files in one request: the most that the service returns. */
const PAGE = 100;

const isStatus = (text: string): text is ListedStatus => STATUSES.some((status) => status === text);

/** The filters of the address. A status that does not exist is none. */
export const readQuery = (query: URLSearchParams): Chosen => {
  const status = query.get("status") ?? "";
  return {
    name: (query.get("name") ?? "").trim().slice(0, LONGEST_NAME),
    status: isStatus(status) ? status : "",
    path: (query.get("path") ?? "").replace(/^\/+|\/+$/g, ""),
  };
};

/** The filters as they stand in the address, in a fixed order. */
export const queryOf = (chosen: Chosen): URLSearchParams => {
  const query = new URLSearchParams();
  for (const key of ["name", "status", "path"] as const) if (chosen[key] !== "") query.set(key, chosen[key]);
  return query;
};

/** What the service is asked for. */
export const requestOf = ({ name, status, path }: Chosen): FilesQuery => ({
  limit: PAGE,
  ...(name !== "" && { name }),
  ...(status !== "" && { status }),
  ...(path !== "" && { path }),
});

export const isFiltered = ({ name, status, path }: Chosen): boolean =>
  name !== "" || status !== "" || path !== "";
