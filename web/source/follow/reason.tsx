import type { StatusView } from "malote";
import { explain, explainFile } from "../language/explain.ts";
import { useWords } from "../language/language.ts";
import { Note } from "../parts/note.tsx";

export interface ReasonProps {
  view?: StatusView | undefined;
  /** Why a file could not be sent. */
  failure?: unknown;
  /** The media type that the file was announced as. */
  declared?: string | undefined;
}

/** Why a file failed, in plain words, and what to do. Nothing for a file that did not. */
export const Reason = ({ view, failure, declared = "" }: ReasonProps) => {
  const words = useWords();
  const isFailed = view?.status === "error";
  if (!isFailed && failure === undefined) return null;
  const { title, detail } = isFailed ? explainFile(words, view) : explain(words, failure);
  const found = isFailed ? foundType(view) : undefined;
  return (
    <Note tone="bad" icon="alert" title={title}>
      {found !== undefined && <p>{words.t("follow.found", { declared, found })}</p>}
      {detail !== "" && <p>{detail}</p>}
    </Note>
  );
};

/** What the service has found in a file of another type. Only its sentence says it. */
const foundType = ({ error_code, details = "" }: StatusView): string | undefined =>
  error_code === "type-differs" ? details.match(/they are ([\w.+-]+\/[\w.+-]+)\./)?.[1] : undefined;
