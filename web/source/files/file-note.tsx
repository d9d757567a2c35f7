import type { FileView as FileRecord } from "malote";
import { linkTo } from "../app/route.ts";
import { explainFile } from "../language/explain.ts";
import { useWords } from "../language/language.ts";
import { LinkButton } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";

/** Why a file is not completed and will not be by itself, and what to do. Nothing for other files. */
export const FileNote = ({ file }: { file: FileRecord }) => {
  const words = useWords();
  const { t } = words;
  const { status, details } = file;
  const again = (
    <LinkButton href={linkTo.upload} icon="upload">
      {t("files.upload-again")}
    </LinkButton>
  );
  if (status === "error") {
    const { title, detail } = explainFile(words, file);
    return (
      <Note tone="bad" icon="alert" title={title} actions={again}>
        {detail}
      </Note>
    );
  }
  if (status === "expired")
    return (
      <Note tone="warn" icon="clock" title={t("files.expired")} actions={again}>
        {t("files.expired-help")}
      </Note>
    );
  if (status === "quarantined")
    return (
      <Note tone="warn" icon="shield" title={t("files.quarantined")}>
        {t("files.quarantined-help")}
        {details !== undefined && <p>{t("files.operators-say", { text: details })}</p>}
      </Note>
    );
  if (status === "pending")
    return (
      <Note icon="clock" title={t("files.pending")}>
        {t("files.pending-help")}
      </Note>
    );
  return null;
};
