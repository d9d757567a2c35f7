import type { OperatorFileView } from "malote";
import { explainFile } from "../language/explain.ts";
import { useWords } from "../language/language.ts";
import { Note } from "../parts/note.tsx";

/** Why a file is in `error`: for its owner, and what happened inside the service. */
export const Cause = ({ file }: { file: OperatorFileView }) => {
  const words = useWords();
  const { t } = words;
  if (file.status !== "error") return null;
  const { title } = explainFile(words, file);
  return (
    <Note tone="bad" icon="alert" title={title}>
      {/* These are sentences of the service, which are in English, or of an operator. */}
      {file.details !== undefined && <p>{file.details}</p>}
      {file.cause !== undefined && (
        <p>
          {t("operations.cause")} <code>{file.cause}</code>
        </p>
      )}
      <p class="soft">
        <code>{file.error_code}</code> ·{" "}
        {t(file.retryable ? "operations.retryable" : "operations.not-retryable")}
      </p>
    </Note>
  );
};
