import type { OperatorFileView } from "malote";
import { useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import type { IconName } from "../parts/icon.tsx";
import { DeedDialog } from "./deed-dialog.tsx";
import { type Deed, deedsOf } from "./deeds.ts";

const ICONS: Record<Deed, IconName> = {
  retry: "retry",
  release: "check",
  processing: "clock",
  completed: "check",
  error: "alert",
  quarantine: "shield",
  delete: "trash",
};

export interface DeedsProps {
  file: OperatorFileView;
  /** After something was done, and when the file has changed meanwhile. */
  loadAgain(): void;
}

/** What an operator may do with the file now. Each button asks first. */
export const Deeds = ({ file, loadAgain }: DeedsProps) => {
  const { t } = useWords();
  const [asked, setAsked] = useState<Deed>();
  const deeds = deedsOf(file);
  return (
    <section class="card operations-card" aria-labelledby="operations-deeds">
      <h2 id="operations-deeds">{t("operations.deeds")}</h2>
      {deeds.length === 0 ? (
        <p class="soft">{t("operations.no-deeds")}</p>
      ) : (
        <div class="operations-deeds">
          {deeds.map((deed) => (
            <Button
              key={deed}
              look={deed === "retry" && file.retryable ? "primary" : "plain"}
              icon={ICONS[deed]}
              onClick={() => setAsked(deed)}
            >
              {t(`operations.do.${deed}`)}
            </Button>
          ))}
        </div>
      )}
      {asked && (
        <DeedDialog
          file={file}
          deed={asked}
          close={() => setAsked(undefined)}
          loadAgain={() => {
            setAsked(undefined);
            loadAgain();
          }}
        />
      )}
    </section>
  );
};
