import { useEffect } from "preact/hooks";
import type { Config } from "../deployment/deployment.ts";
import { useWords } from "../language/language.ts";
import { Note } from "../parts/note.tsx";
import { currentSession } from "./current-session.ts";
import { LocalAccounts } from "./local-accounts.tsx";
import { poolSession } from "./pool-session.ts";
import { Pouch } from "./pouch.tsx";
import { SignInFlow } from "./sign-in-flow.tsx";
import type { Beginning } from "./signed-out.tsx";
import "./sign-in-view.css";

/** What a person sees who is not signed in. */
export const SignInView = ({ config, pool, canSignUp, hasEnded }: { config: Config } & Beginning) => {
  const { t } = useWords();
  useEffect(() => {
    document.title = `${t("session.title")} · ${t("app.name")}`;
  }, [t]);
  return (
    <div class="sign-in-place">
      <div class="sign-in">
        <div class="sign-in-about">
          <Pouch />
          <h1>{t("session.about")}</h1>
          <ul>
            {(["one", "two", "three"] as const).map((point) => (
              <li key={point}>{t(`session.about-${point}`)}</li>
            ))}
          </ul>
        </div>
        <div class="card sign-in-card">
          {hasEnded && (
            <Note tone="warn" icon="clock">
              {t("session.kept-ended")}
            </Note>
          )}
          <SignInFlow
            pool={pool}
            before={config.accounts && <LocalAccounts accounts={config.accounts} />}
            canSignUp={canSignUp}
            onDone={(signedIn) => currentSession.set(poolSession({ pool, ...signedIn }))}
          />
        </div>
      </div>
    </div>
  );
};
