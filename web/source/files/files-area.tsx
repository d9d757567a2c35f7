import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Route } from "../app/route.ts";
import { FileView } from "./file-view.tsx";
import { FilesView } from "./files-view.tsx";

/**
 * The list and the view of one file. The list stays as it is while one of its files is open: what was loaded, what is chosen,
 * and where the person was.
 */
export default ({ route }: { route: Extract<Route, { view: "files" | "file" }> }) => {
  const isOpen = route.view === "files";
  /** The query that the list had last. Undefined until the list was open. */
  const query = useRef<string>();
  if (route.view === "files") query.current = String(route.query);
  const former = useRef<string>();
  useEffect(() => {
    if (route.view === "file") former.current = route.file_id;
  }, [route]);
  useScrollBack(isOpen, query.current);
  return (
    <>
      {query.current !== undefined && (
        <FilesView query={query.current} isOpen={isOpen} former={former.current} />
      )}
      {route.view === "file" && (
        <FileView
          key={route.file_id}
          file_id={route.file_id}
          back={query.current ? `#/files?${query.current}` : "#/files"}
        />
      )}
    </>
  );
};

/** Scrolls the list back to where it was when the file was opened. Another query begins at its top. */
const useScrollBack = (isOpen: boolean, query: string | undefined) => {
  const at = useRef({ query, top: 0 });
  if (isOpen && at.current.query !== query) at.current = { query, top: 0 };
  useLayoutEffect(() => {
    if (!isOpen) return;
    const { current } = at;
    window.scrollTo(0, current.top);
    const keep = () => {
      current.top = window.scrollY;
    };
    window.addEventListener("scroll", keep, { passive: true });
    return () => window.removeEventListener("scroll", keep);
  }, [isOpen, query]);
  useEffect(() => {
    if (!isOpen) return;
    const { top } = at.current;
    // The frame of the page begins every view at its top, in an effect that follows this one.
    queueMicrotask(() => window.scrollTo(0, top));
  }, [isOpen, query]);
};
