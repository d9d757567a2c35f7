import { get, type ListedView, type Malote } from "malote";
import { useEffect, useRef } from "preact/hooks";
import { useStore } from "../app/store.ts";
import { followed } from "../follow/followed.ts";

/**
 * Puts what this tab has uploaded into the list, which the service's list has only a moment later.
 * @param files undefined while the list is not loaded, or has filters
 */
export const useNewFiles = (
  malote: Malote,
  files: readonly ListedView[] | undefined,
  insert: (file: ListedView) => void,
): void => {
  const asked = useRef(new Set<string>());
  const uploads = useStore(followed);
  useEffect(() => {
    if (!files) return;
    const sent = uploads.flatMap(({ view }) => view?.file_id ?? []);
    const found = sent.filter((file_id) => !asked.current.has(file_id));
    // A list may have 10,000 files, and each change of an upload leads here.
    if (found.length === 0) return;
    const known = new Set(files.map(({ file_id }) => file_id));
    for (const file_id of found.reverse()) {
      if (known.has(file_id)) continue;
      asked.current.add(file_id);
      // One that is deleted already is not found.
      get(malote, file_id).then(insert, () => {});
    }
  }, [malote, files, uploads, insert]);
};
