import { useState } from "preact/hooks";
import { useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { FollowCard } from "./follow-card.tsx";
import { FollowNews } from "./follow-news.tsx";
import { clearFollowed, followed, isUnderWay } from "./followed.ts";
import "./follow-list.css";

export interface FollowActions {
  sendAgain(id: string): void;
  chooseOther(): void;
}

/** Cards that are shown at first, and with each click. */
const STEP = 20;
/** The newest are open. */
const OPEN = 3;

/** The files of this session, from the moment in which their bytes are sent. */
export const FollowList = (actions: FollowActions) => {
  const { t } = useWords();
  const files = useStore(followed);
  const [shown, setShown] = useState(STEP);
  const left = files.length - shown;
  return (
    <section class="follow" aria-labelledby="follow-title">
      <div class="follow-head">
        <h2 id="follow-title">{t("follow.title")}</h2>
        {files.some((file) => !isUnderWay(file)) && (
          <Button look="quiet" onClick={clearFollowed}>
            {t("follow.clear")}
          </Button>
        )}
      </div>
      <FollowNews files={files} />
      {files.length === 0 ? (
        <p class="follow-none soft">
          <Icon name="shield" size={28} />
          {t("follow.none")}
        </p>
      ) : (
        <ul class="follow-cards">
          {files.slice(0, shown).map((file, index) => (
            <FollowCard key={file.id} file={file} isOpen={index < OPEN} {...actions} />
          ))}
        </ul>
      )}
      {left > 0 && (
        <Button onClick={() => setShown((count) => count + STEP)}>
          {t("follow.more", { count: Math.min(STEP, left) })}
        </Button>
      )}
    </section>
  );
};
