import type { FileView as FileRecord } from "malote";
import { useFile } from "malote/react";
import { useEffect, useRef } from "preact/hooks";
import { useService } from "../app/service.ts";
import { useStore } from "../app/store.ts";
import { Proof } from "../follow/proof.tsx";
import { Timeline } from "../follow/timeline.tsx";
import { useWords } from "../language/language.ts";
import { StatusBadge } from "../parts/badge.tsx";
import { Button, LinkButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Empty } from "../parts/note.tsx";
import { gone, removeWithUndo } from "./deletions.ts";
import { copyDownloadLink, copyLink, startDownload } from "./file-actions.ts";
import { FileFacts } from "./file-facts.tsx";
import { FileNote } from "./file-note.tsx";
import { FilePreview } from "./file-preview.tsx";
import { LoadTrouble, Skeleton, SlowNote } from "./list-states.tsx";
import "./file-view.css";

export interface FileViewProps {
  file_id: string;
  /** The address of the list, as it was. */
  back: string;
}

/** One file of the person's own, which is followed until it is finished. */
export const FileView = ({ file_id, back }: FileViewProps) => {
  const { t } = useWords();
  const { malote } = useService();
  const isGone = useStore(gone).has(file_id);
  const { file, error, isLoading, refresh } = useFile(malote, isGone ? undefined : file_id, { record: true });
  const isNotFound = error !== undefined && "code" in error && error.code === "file-not-found";
  if (isGone || isNotFound)
    return (
      <>
        <h1 class="hidden-text">{t("nav.files")}</h1>
        <Empty
          icon={isGone ? "trash" : "search"}
          title={t(isGone ? "files.is-deleted" : "files.not-found")}
          actions={<LinkButton href={back}>{t("files.to-list")}</LinkButton>}
        >
          {isGone ? undefined : t("files.not-found-help")}
        </Empty>
      </>
    );
  return (
    <div class="view file-view">
      <nav aria-label={t("files.back")}>
        <a class="file-back" href={back}>
          <Icon name="back" size={18} />
          {t("nav.files")}
        </a>
      </nav>
      {isRecord(file) ? (
        <Record file={file} back={back} />
      ) : (
        <>
          <h1 class="hidden-text">{t("nav.files")}</h1>
          <SlowNote isLoading={isLoading} retry={refresh} />
          {error !== undefined && <LoadTrouble error={error} retry={refresh} />}
          {error === undefined && <Skeleton />}
        </>
      )}
    </div>
  );
};

/** The option `record` makes it whole. The type of the hook knows only the status. */
const isRecord = (file: Partial<FileRecord> | undefined): file is FileRecord =>
  file?.history !== undefined && file.len !== undefined;

const Record = ({ file, back }: { file: FileRecord; back: string }) => {
  const { t } = useWords();
  const { malote } = useService();
  const title = useRef<HTMLHeadingElement>(null);
  // As after a load of a page. The link that led here is not there any more.
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true });
  }, []);
  const { file_id, file_name, status } = file;
  const isCompleted = status === "completed";
  const removeIt = () => {
    location.assign(back);
    removeWithUndo(malote, [file]);
  };
  return (
    <>
      <header class="file-head">
        <h1 ref={title} tabIndex={-1}>
          {file_name}
        </h1>
        <span aria-live="polite">
          <StatusBadge status={status} />
        </span>
      </header>
      <div class="file-buttons">
        {isCompleted && (
          <Button look="primary" icon="download" onClick={() => startDownload(malote, file)}>
            {t("files.download")}
          </Button>
        )}
        <Button icon="link" onClick={() => copyLink(file_id)}>
          {t("files.copy-link")}
        </Button>
        {isCompleted && (
          <Button icon="copy" onClick={() => copyDownloadLink(malote, file_id)}>
            {t("files.copy-download-link")}
          </Button>
        )}
        <Button icon="trash" onClick={removeIt}>
          {t("files.delete")}
        </Button>
      </div>
      <p class="soft file-link-note">{t(isCompleted ? "files.links-help" : "files.link-help")}</p>
      <div class="file-parts">
        <div class="file-story">
          <FileNote file={file} />
          <FilePreview file={file} />
          <section class="card file-way" aria-labelledby="file-way">
            <h2 id="file-way">{t("files.way")}</h2>
            <Timeline view={file} history={file.history} />
          </section>
          <Proof file={file} />
        </div>
        <FileFacts file={file} />
      </div>
    </>
  );
};
