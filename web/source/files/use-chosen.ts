import type { ListedView } from "malote";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { extend, NOTHING, selectAll, toggle } from "./selection.ts";

/** The chosen files of a list. Files that leave the list are not chosen any more. */
export const useChosen = (files: readonly ListedView[], query: string) => {
  const [selection, setSelection] = useState(NOTHING);
  const latest = useRef(files);
  latest.current = files;
  useEffect(() => setSelection(NOTHING), [query]);
  const chosen = useMemo(
    () => (selection.ids.size === 0 ? [] : files.filter(({ file_id }) => selection.ids.has(file_id))),
    [files, selection],
  );
  const change = useMemo(
    () => ({
      toggle: (file_id: string) => setSelection((before) => toggle(before, file_id)),
      /** @param from is chosen too, if nothing was */
      extend: (file_id: string, from = file_id) =>
        setSelection((before) =>
          extend(before.anchor === undefined ? toggle(NOTHING, from) : before, latest.current, file_id),
        ),
      all: () => setSelection(selectAll(latest.current)),
      none: () => setSelection(NOTHING),
    }),
    [],
  );
  return { chosen, ids: selection.ids, change };
};
