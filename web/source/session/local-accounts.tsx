import { useState } from "preact/hooks";
import type { Key } from "../language/en.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";
import { currentSession } from "./current-session.ts";
import { localSession, pageKey } from "./local-session.ts";
import { SessionEnded } from "./session.ts";

/** The accounts of the local stack, one click each. */
export const LocalAccounts = ({ accounts }: { accounts: readonly string[] }) => {
  const { t } = useWords();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<Key>();
  const enter = async (account: string) => {
    setBusy(account);
    setProblem(undefined);
    try {
      currentSession.set(await localSession(account));
    } catch (error) {
      setProblem(error instanceof SessionEnded ? "session.local-no-key" : "session.error.network");
      setBusy(undefined);
    }
  };
  return (
    <section class="sign-in-local" aria-labelledby="local-title">
      <h2 id="local-title">{t("session.local")}</h2>
      {pageKey === "" || problem === "session.local-no-key" ? (
        <Note tone="warn" icon="key">
          {t("session.local-no-key")}
        </Note>
      ) : (
        <div class="sign-in-accounts">
          {accounts.map((account) => (
            <Button key={account} busy={busy === account} onClick={() => enter(account)}>
              {t("session.continue-as", { account })}
            </Button>
          ))}
        </div>
      )}
      {problem !== undefined && problem !== "session.local-no-key" && (
        <Note tone="bad" icon="alert">
          {t(problem)}
        </Note>
      )}
      <p class="sign-in-or soft">{t("session.or")}</p>
    </section>
  );
};
