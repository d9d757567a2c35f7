import { useState } from "preact/hooks";
import { useLoaded } from "../app/loaded.ts";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { toast } from "../parts/toasts.tsx";
import { faultOf } from "../session/forms/fault-of.ts";
import { CodeField } from "../session/forms/fields.tsx";
import { Form, Way } from "../session/forms/form.tsx";
import { TotpSecret } from "../session/forms/totp-secret.tsx";
import { useForm } from "../session/forms/use-form.ts";
import type { Account } from "../session/session.ts";

/** The authenticator app: whether there is one, and how to get one or to be without it. */
export const TotpCard = ({ account, username }: { account: Account; username: string }) => {
  const { t } = useWords();
  const { value: isOn, error, reload } = useLoaded(() => account.hasTotp(), [account]);
  const [secret, setSecret] = useState<string>();
  const [isRemoving, setRemoving] = useState(false);
  const [busy, setBusy] = useState(false);

  /** Runs one call, and shows its error. */
  const run = async (call: () => Promise<void>) => {
    setBusy(true);
    try {
      await call();
    } catch (failure) {
      toast({ tone: "bad", text: t(faultOf(failure, "totp").text) });
    }
    setBusy(false);
  };
  const begin = () => run(async () => setSecret(await account.startTotp()));
  const remove = () =>
    run(async () => {
      await account.removeTotp();
      toast({ tone: "good", text: t("account.totp-removed") });
      setRemoving(false);
      reload();
    });
  const finished = () => {
    toast({ tone: "good", text: t("account.totp-done") });
    setSecret(undefined);
    reload();
  };

  return (
    <section class="card account-card" aria-labelledby="totp">
      <div class="account-row">
        <div>
          <h2 id="totp">{t("account.totp")}</h2>
          <p class="soft" aria-live="polite">
            {error !== undefined
              ? t(faultOf(error, "totp").text)
              : t(isOn === undefined ? "app.loading" : isOn ? "account.totp-on" : "account.totp-off")}
          </p>
        </div>
        {error !== undefined ? (
          <Button onClick={reload}>{t("app.retry")}</Button>
        ) : isOn ? (
          <Button onClick={() => setRemoving(true)}>{t("account.totp-remove")}</Button>
        ) : (
          secret === undefined && (
            <Button busy={busy || isOn === undefined} onClick={begin}>
              {t("account.totp-start")}
            </Button>
          )
        )}
      </div>
      {secret !== undefined && (
        <SetupForm
          account={account}
          username={username}
          secret={secret}
          onDone={finished}
          onBack={() => setSecret(undefined)}
        />
      )}
      {isRemoving && (
        <Dialog
          title={t("account.totp-remove-sure")}
          onClose={() => setRemoving(false)}
          actions={
            <>
              <Button onClick={() => setRemoving(false)}>{t("app.cancel")}</Button>
              <Button look="danger" busy={busy} onClick={remove}>
                {t("account.totp-remove")}
              </Button>
            </>
          }
        >
          {t("account.totp-remove-help")}
        </Dialog>
      )}
    </section>
  );
};

interface SetupProps {
  account: Account;
  username: string;
  secret: string;
  onDone(): void;
  onBack(): void;
}

const SetupForm = ({ account, username, secret, onDone, onBack }: SetupProps) => {
  const { t } = useWords();
  const form = useForm({
    doing: "totp",
    send: async ({ code }) => {
      await account.verifyTotp(code);
      onDone();
    },
  });
  return (
    <Form
      use={form}
      focus
      intro={t("account.totp-help")}
      send={t("account.totp-finish")}
      after={<Way onClick={onBack}>{t("app.cancel")}</Way>}
    >
      <TotpSecret secret={secret} username={username} />
      <CodeField {...form.field("code")} />
    </Form>
  );
};
