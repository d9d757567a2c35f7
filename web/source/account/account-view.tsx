import { useService } from "../app/service.ts";
import { useWords } from "../language/language.ts";
import { Button, LinkButton } from "../parts/button.tsx";
import { Note } from "../parts/note.tsx";
import { pageKey } from "../session/local-session.ts";
import { PasswordCard } from "./password-card.tsx";
import { PreferencesCard } from "./preferences-card.tsx";
import { TotpCard } from "./totp-card.tsx";
import "./account.css";

/** Who is signed in, and what they may change. */
export default () => {
  const { t } = useWords();
  const { session, config } = useService();
  const { user, account } = session;
  return (
    <div class="view account">
      <h1>{t("account.title")}</h1>
      <section class="card account-card account-who">
        <span class="account-letter" aria-hidden="true">
          {[...user.name][0]?.toUpperCase()}
        </span>
        <div class="account-name">
          <strong>{user.name}</strong>
          {user.isOperator && <span class="badge busy">{t("account.operator")}</span>}
        </div>
        <Button icon="sign-out" onClick={() => void session.signOut()}>
          {t("account.sign-out")}
        </Button>
      </section>
      <PreferencesCard />
      {account ? (
        <>
          <TotpCard account={account} username={user.name} />
          <PasswordCard account={account} username={user.name} />
        </>
      ) : (
        <Note icon="key">{t("account.local")}</Note>
      )}
      {config.docs_url !== undefined && (
        <section class="card account-card account-row">
          <div>
            <h2>{t("account.docs")}</h2>
            <p class="soft">{t("account.docs-help")}</p>
          </div>
          <LinkButton href={`${config.docs_url}#${pageKey}`} icon="link">
            {t("account.docs")}
          </LinkButton>
        </section>
      )}
    </div>
  );
};
