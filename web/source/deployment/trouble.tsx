import { useEffect } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";
import { ConfigMissing } from "./deployment.ts";

/** Why the page cannot begin, and what to do. It tries again by itself when the browser is online again. */
export const Trouble = ({ error, retry }: { error: unknown; retry: () => void }) => {
  const { t } = useWords();
  useEffect(() => {
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [retry]);
  const kind = error instanceof ConfigMissing ? "config" : "service";
  return (
    <div class="centred">
      <Note
        tone="bad"
        icon="alert"
        title={t(`app.${kind}-missing`)}
        actions={<Button onClick={retry}>{t("app.retry")}</Button>}
      >
        {t(`app.${kind}-help`)}
      </Note>
    </div>
  );
};
