import { store, useStore } from "./store.ts";

/** The views of the page, by the part of the address after `#`. Static hosting needs no rewriting for it. */
export type Route =
  | { view: "upload" }
  | { view: "files"; query: URLSearchParams }
  | { view: "file"; file_id: string }
  | { view: "operations"; query: URLSearchParams }
  | { view: "operations-file"; file_id: string }
  | { view: "account" }
  | { view: "not-found" };

/** The route of an address's hash, such as `#/files?status=error`. */
export const parseRoute = (hash: string): Route => {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const query = new URLSearchParams(search);
  const [first = "", second, third, ...more] = path.split("/");
  if (more.length > 0) return { view: "not-found" };
  // The address that `npm start` prints has the page's key in the place of a view. It may be read after this.
  if (second === undefined && /^[0-9a-f]{32}$/.test(first)) return { view: "upload" };
  if (first === "" && second === undefined) return { view: "upload" };
  if (first === "files" && third === undefined) {
    const id = idOf(second);
    if (id !== undefined) return { view: "file", file_id: id };
    return second === undefined ? { view: "files", query } : { view: "not-found" };
  }
  if (first === "operations") {
    const id = idOf(third);
    if (second === "files" && id !== undefined) return { view: "operations-file", file_id: id };
    return second === undefined ? { view: "operations", query } : { view: "not-found" };
  }
  if (first === "account" && second === undefined) return { view: "account" };
  return { view: "not-found" };
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const idOf = (text: string | undefined): string | undefined =>
  text !== undefined && UUID.test(text) ? text.toLowerCase() : undefined;

const current = store<Route>(parseRoute(location.hash));
window.addEventListener("hashchange", () => current.set(parseRoute(location.hash)));

export const useRoute = (): Route => useStore(current);

export const linkTo = {
  upload: "#/",
  files: "#/files",
  file: (file_id: string) => `#/files/${file_id}`,
  operations: "#/operations",
  operationsFile: (file_id: string) => `#/operations/files/${file_id}`,
  account: "#/account",
} as const;

/** Changes the query of the current view without a step in the browser's history. */
export const replaceQuery = (query: URLSearchParams): void => {
  const [path = "#/"] = location.hash.split("?", 1);
  const text = query.toString();
  history.replaceState(history.state, "", text === "" ? path : `${path}?${text}`);
  current.set(parseRoute(location.hash));
};
