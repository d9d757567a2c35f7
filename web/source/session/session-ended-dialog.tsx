import { useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Note } from "../parts/note.tsx";
import type { Ended } from "./ended-session.ts";
import { userOf } from "./session.ts";
import { SignInFlow } from "./sign-in-flow.tsx";

/** Over the view: the person signs in again, and everything goes on where it was. */
export const SessionEndedDialog = ({ ended }: { ended: Ended }) => {
  const { t } = useWords();
  const [isOther, setOther] = useState(false);
  return (
    <Dialog
      title={t("session.ended")}
      actions={
        <>
          <Button look="quiet" onClick={ended.leave}>
            {t("session.leave")}
          </Button>
          {ended.kind === "local" && (
            <Button look="primary" onClick={ended.retry}>
              {t("app.retry")}
            </Button>
          )}
        </>
      }
    >
      <p class="soft">{t("session.ended-help")}</p>
      {isOther && (
        <Note tone="bad" icon="alert">
          {t("session.other-person", { name: ended.user.name })}
        </Note>
      )}
      {ended.kind === "local" ? (
        <Note tone="warn" icon="alert" title={t("session.local-ended")}>
          {ended.detail}
        </Note>
      ) : (
        <SignInFlow
          pool={ended.pool}
          only={ended.username}
          onDone={({ tokens }) => {
            if (userOf(tokens.id).id === ended.user.id) ended.resume(tokens);
            else setOther(true);
          }}
        />
      )}
    </Dialog>
  );
};
