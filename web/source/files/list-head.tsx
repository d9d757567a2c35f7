import type { ListedView } from "malote";
import { useWords } from "../language/language.ts";
import { Button, IconButton } from "../parts/button.tsx";
import "./list-head.css";

export interface ListHeadProps {
  files: readonly ListedView[];
  hasMore: boolean;
  chosen: readonly ListedView[];
  /** Which of the chosen files is being downloaded, from 1. */
  downloading: { number: number; count: number } | undefined;
  onAll(): void;
  onNone(): void;
  onDownload(): void;
  onDelete(): void;
}

/** How many files there are; with a choice, what can be done with it. */
export const ListHead = ({
  files,
  hasMore,
  chosen,
  downloading,
  onAll,
  onNone,
  onDownload,
  onDelete,
}: ListHeadProps) => {
  const { t, bytes } = useWords();
  const isAll = chosen.length === files.length;
  const size = chosen.reduce((sum, { len }) => sum + len, 0);
  const completed = chosen.filter(({ status }) => status === "completed").length;
  return (
    <div class={chosen.length > 0 ? "list-head chosen" : "list-head"}>
      <label class="file-check">
        <input
          type="checkbox"
          aria-label={t("files.choose-all")}
          checked={isAll}
          // Preact sets the property.
          indeterminate={!isAll && chosen.length > 0}
          onClick={isAll ? onNone : onAll}
        />
      </label>
      <p class="list-count" aria-live="polite">
        {chosen.length > 0
          ? t("files.chosen", { count: chosen.length, size: bytes(size) })
          : t(hasMore ? "files.loaded" : "files.count", { count: files.length })}
      </p>
      {chosen.length > 0 && (
        <div class="list-actions" role="toolbar" aria-label={t("files.chosen-actions")}>
          <Button
            icon="download"
            busy={downloading !== undefined}
            disabled={completed === 0}
            onClick={onDownload}
          >
            <span class="list-action">{t("files.download")}</span>
            {downloading && t("files.downloading", downloading)}
          </Button>
          <Button icon="trash" onClick={onDelete}>
            <span class="list-action">{t("files.delete")}</span>
          </Button>
          <IconButton icon="close" label={t("files.choose-none")} onClick={onNone} />
        </div>
      )}
    </div>
  );
};
