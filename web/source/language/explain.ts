import { FileFailed, MaloteError } from "malote";
import type { Words } from "./language.ts";

export interface Explanation {
  /** What happened, in one sentence. */
  title: string;
  /** What to do, or what the service says about it. Empty if the title says all. */
  detail: string;
  /** Whether the same may work if it is tried again. */
  retryable: boolean;
}

/**
 * An error in the person's language, by the code of the service or of the SDK. A code that is newer than the page has the
 * service's own sentence. Any other error has a general text: its message is for developers.
 */
export const explain = (words: Words, error: unknown): Explanation => {
  const { t } = words;
  if (error instanceof FileFailed) return explainFile(words, error.file);
  // A sign-in that ended is no error of the SDK, but its `cause` or the error of the session itself.
  if (error instanceof Error && error.name === "SessionEnded")
    return { title: t("problem.no-token"), detail: t("problem.no-token.help"), retryable: false };
  if (!(error instanceof MaloteError))
    return { title: t("problem.general"), detail: t("problem.general.help"), retryable: true };
  const title = words.known(`problem.${error.code}`);
  if (title === undefined)
    return { title: t("problem.refused"), detail: sentenceOf(error), retryable: error.retryable };
  const detail = words.known(`problem.${error.code}.help`) ?? ownSentence(error);
  return { title, detail, retryable: error.retryable };
};

/** Why a file is in `error`, in the person's language. A file that has no reason has what its `details` say. */
export const explainFile = (
  { t, known }: Words,
  {
    error_code = "",
    details = "",
    retryable = false,
  }: { error_code?: string; details?: string; retryable?: boolean },
): Explanation => ({
  title: known(`reason.${error_code}`) ?? t("problem.file-failed"),
  detail: known(`reason.${error_code}.help`) ?? details,
  retryable,
});

/** Of these, only the service knows what is wrong. */
const ownSentence = (error: MaloteError): string =>
  error.code === "invalid-request" ? sentenceOf(error) : "";

/** The route that an error of the service begins with is for developers. */
const sentenceOf = ({ message }: MaloteError): string => message.replace(/^[A-Z]+ \/\S+: /, "");
