import type { ListedView } from "malote";
import { useFiles } from "malote/react";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useService } from "../app/service.ts";
import { useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { gone, markGone, removeWithUndo } from "./deletions.ts";
import { copyLink, startDownload } from "./file-actions.ts";
import { FileList } from "./file-list.tsx";
import type { RowActions } from "./file-row.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { FolderBar } from "./folder-bar.tsx";
import { foldersBelow } from "./folders.ts";
import { ListEnd } from "./list-end.tsx";
import { ListHead } from "./list-head.tsx";
import { LoadTrouble, NoFiles, NothingFound, Skeleton, SlowNote } from "./list-states.tsx";
import { isFiltered, readQuery, requestOf } from "./query.ts";
import { useChosen } from "./use-chosen.ts";
import { useNewFiles } from "./use-new-files.ts";
import { useSaving } from "./use-saving.ts";
import "./files-view.css";

export interface FilesViewProps {
  /** Of the address. */
  query: string;
  /** False while the view of a file is shown in its place. */
  isOpen: boolean;
  /** The file that was open before. It gets the focus when the list is open again. */
  former: string | undefined;
}

/** The person's own files. */
export const FilesView = ({ query, isOpen, former }: FilesViewProps) => {
  const { t } = useWords();
  const { malote } = useService();
  const view = useRef<HTMLDivElement>(null);
  const wanted = useMemo(() => readQuery(new URLSearchParams(query)), [query]);
  const listing = useFiles(malote, requestOf(wanted));
  const { isLoading, error, hasMore, loadMore, refresh, update, insert } = listing;
  const { files, isOld } = useShown(listing);
  const { chosen, ids, change } = useChosen(files, query);
  const { downloading, save } = useSaving(malote);
  const [focus, setFocus] = useState<{ index: number }>();
  const isReady = !isLoading && !isFiltered(wanted);
  useNewFiles(malote, isReady ? listing.files : undefined, insert);
  const folders = useMemo(() => foldersBelow(files, wanted.path), [files, wanted.path]);

  const latest = useRef(files);
  latest.current = files;
  /** Deletes files, and moves the focus to what takes the place of the first of them. */
  const removeFiles = (removed: readonly ListedView[]) => {
    const left = new Set(removed.map(({ file_id }) => file_id));
    const index = latest.current.findIndex(({ file_id }) => left.has(file_id));
    const count = latest.current.length - removed.length;
    removeWithUndo(malote, removed);
    change.none();
    if (count > 0) setFocus({ index: Math.min(index, count - 1) });
    else view.current?.querySelector("input")?.focus();
  };
  const latestRemove = useRef(removeFiles);
  latestRemove.current = removeFiles;
  const actions = useMemo(
    (): RowActions => ({
      choose: (file_id, isRange) => (isRange ? change.extend(file_id) : change.toggle(file_id)),
      update,
      notFound: markGone,
      download: (file) => startDownload(malote, file),
      copyLink: ({ file_id }) => copyLink(file_id),
      remove: (file) => latestRemove.current([file]),
    }),
    [malote, change, update],
  );

  useEffect(() => {
    const again = () => {
      if (latest.current.length === 0) refresh();
      else loadMore();
    };
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, [refresh, loadMore]);
  useEffect(() => {
    if (!isOpen || former === undefined) return;
    const index = latest.current.findIndex(({ file_id }) => file_id === former);
    if (index >= 0) setFocus({ index });
  }, [isOpen]);

  const isEmpty = files.length === 0;
  return (
    <div class="view files-view" ref={view} hidden={!isOpen}>
      <h1>{t("nav.files")}</h1>
      <FilterBar chosen={wanted} />
      <FolderBar chosen={wanted} folders={folders} />
      {isEmpty && <SlowNote isLoading={isLoading} retry={refresh} />}
      {isEmpty && error !== undefined && <LoadTrouble error={error} retry={refresh} />}
      {isEmpty && isLoading && (
        <div class="card files-card">
          <Skeleton />
        </div>
      )}
      {isEmpty && !isLoading && !error && !hasMore && (isFiltered(wanted) ? <NothingFound /> : <NoFiles />)}
      {!isEmpty && (
        <div class={isOld ? "card files-card old" : "card files-card"} aria-busy={isOld}>
          <ListHead
            files={files}
            hasMore={hasMore || isOld}
            chosen={chosen}
            downloading={downloading}
            onAll={change.all}
            onNone={change.none}
            onDownload={() => save(chosen)}
            onDelete={() => removeFiles(chosen)}
          />
          <FileList
            files={files}
            hasMore={hasMore}
            chosen={ids}
            actions={actions}
            focus={focus}
            keys={{
              chooseAll: change.all,
              chooseNone: change.none,
              remove: (file) => removeFiles(chosen.length > 0 ? chosen : [file]),
              extend: (from, to) => change.extend(to.file_id, from.file_id),
            }}
          />
        </div>
      )}
      {!isOld && (!isEmpty || hasMore) && (
        <ListEnd
          count={files.length}
          hasMore={hasMore}
          isLoading={isLoading}
          error={error}
          loadMore={loadMore}
        />
      )}
    </div>
  );
};

/** The files without those that are being deleted. While other filters load for the first time, the files of the former ones. */
const useShown = ({ files: loaded, isLoading, error }: ReturnType<typeof useFiles>) => {
  const removed = useStore(gone);
  const former = useRef<readonly ListedView[]>([]);
  const isOld = isLoading && error === undefined && loaded.length === 0 && former.current.length > 0;
  const current = isOld ? former.current : loaded;
  if (!isLoading || loaded.length > 0) former.current = loaded;
  const files = useMemo(
    () => (removed.size === 0 ? current : current.filter(({ file_id }) => !removed.has(file_id))),
    [current, removed],
  );
  return { files, isOld };
};
