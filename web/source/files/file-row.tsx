import type { ListedView } from "malote";
import { useFile } from "malote/react";
import { memo } from "preact/compat";
import { useEffect } from "preact/hooks";
import { linkTo } from "../app/route.ts";
import { useService } from "../app/service.ts";
import { goesOn } from "../follow/steps.ts";
import { useWords } from "../language/language.ts";
import { StatusBadge } from "../parts/badge.tsx";
import { IconButton } from "../parts/button.tsx";
import { Thumb } from "./thumb.tsx";
import "./file-row.css";

/** What a row does. The same object in each render, so that rows are drawn only when their file changes. */
export interface RowActions {
  choose(file_id: string, isRange: boolean): void;
  update(file_id: string, changes: Partial<ListedView>): void;
  notFound(file_id: string): void;
  download(file: ListedView): void;
  copyLink(file: ListedView): void;
  remove(file: ListedView): void;
}

export interface FileRowProps {
  file: ListedView;
  index: number;
  /** Of the files that are loaded; -1 while there may be more. */
  count: number;
  isChosen: boolean;
  /** Milliseconds since 1970. The age of the file is what it was then. */
  now: number;
  actions: RowActions;
}

/** One file of the list. A file that is not finished follows its status. */
export const FileRow = memo(({ file, index, count, isChosen, now, actions }: FileRowProps) => {
  const { t, bytes, ago, exactly } = useWords();
  useLive(file, actions);
  const { file_id, file_name: name, path, status, len, created_at } = file;
  return (
    <li
      class={isChosen ? "file-row chosen" : "file-row"}
      style={{ "--at": index }}
      data-index={index}
      aria-posinset={index + 1}
      aria-setsize={count}
    >
      <label class="file-check">
        <input
          type="checkbox"
          aria-label={t("files.choose", { name })}
          checked={isChosen}
          onClick={({ shiftKey, currentTarget }) => {
            actions.choose(file_id, shiftKey);
            // A range only adds. If the file was chosen, the row is not drawn again.
            if (shiftKey) currentTarget.checked = true;
          }}
        />
      </label>
      <Thumb file={file} />
      <div class="file-main">
        <a class="file-name" dir="auto" href={linkTo.file(file_id)} title={name}>
          {name}
        </a>
        {path !== undefined && (
          <span class="file-folder" dir="auto">
            {path}
          </span>
        )}
      </div>
      <div class="file-meta">
        <span class="file-size">{bytes(len)}</span>
        <time class="file-age" dateTime={created_at} title={exactly(created_at)}>
          {ago(created_at, now)}
        </time>
      </div>
      <span class="file-status">
        <StatusBadge status={status} />
      </span>
      <div class="file-actions">
        <IconButton
          icon="download"
          label={t("files.download-named", { name })}
          disabled={status !== "completed"}
          onClick={() => actions.download(file)}
        />
        <IconButton
          icon="link"
          label={t("files.copy-link-named", { name })}
          onClick={() => actions.copyLink(file)}
        />
        <IconButton
          icon="trash"
          danger
          label={t("files.delete-named", { name })}
          onClick={() => actions.remove(file)}
        />
      </div>
    </li>
  );
});

/** Follows the status of an unfinished file. All rows share the requests. */
const useLive = ({ file_id, status }: ListedView, actions: RowActions) => {
  const { malote } = useService();
  const { file, error } = useFile(malote, goesOn(status) ? file_id : undefined);
  useEffect(() => {
    if (file && file.status !== status) actions.update(file_id, file);
  }, [file, status, file_id, actions]);
  const isGone = error !== undefined && "code" in error && error.code === "file-not-found";
  useEffect(() => {
    if (isGone) actions.notFound(file_id);
  }, [isGone, file_id, actions]);
};
