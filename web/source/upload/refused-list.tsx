import { useStore } from "../app/store.ts";
import { useWords, type Words } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";
import { refusalInWords } from "./accepted.ts";
import { type Refused, refusedFiles } from "./refused.ts";

/** The files that were not added, and why: before anything of them was sent. */
export const RefusedList = () => {
  const words = useWords();
  const files = useStore(refusedFiles);
  if (files.length === 0) return null;
  const { t } = words;
  return (
    <Note
      tone="bad"
      icon="alert"
      title={t("upload.refused", { count: files.length })}
      actions={<Button onClick={() => refusedFiles.set([])}>{t("upload.refused-read")}</Button>}
    >
      <ul class="refused">
        {files.map((file) => (
          <li key={file.id}>
            <bdi class="refused-name">{file.name}</bdi> {inWords(words, file)}
          </li>
        ))}
      </ul>
    </Note>
  );
};

const inWords = (words: Words, { why }: Refused): string => {
  if (why.reason === "twice") return words.t("upload.twice");
  return why.reason === "other" ? why.text : refusalInWords(words, why);
};
