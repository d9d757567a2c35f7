import { useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { toast } from "../parts/toasts.tsx";
import { HiddenUsername, NewPasswordField, PasswordField } from "../session/forms/fields.tsx";
import { Form } from "../session/forms/form.tsx";
import { checkNewPassword, useForm } from "../session/forms/use-form.ts";
import { isAccepted } from "../session/password-rules.ts";
import type { Account } from "../session/session.ts";

/** Changes the password. */
export const PasswordCard = (props: { account: Account; username: string }) => {
  // A new form after each change: its fields are empty again.
  const [round, setRound] = useState(0);
  return (
    <section class="card account-card">
      <ChangeForm key={round} {...props} onDone={() => setRound(round + 1)} />
    </section>
  );
};

const ChangeForm = ({
  account,
  username,
  onDone,
}: {
  account: Account;
  username: string;
  onDone: () => void;
}) => {
  const { t } = useWords();
  const form = useForm({
    doing: "change",
    check: checkNewPassword(isAccepted),
    send: async ({ password, new: next }) => {
      await account.changePassword(password, next);
      toast({ tone: "good", text: t("account.password-changed") });
      onDone();
    },
  });
  return (
    <Form use={form} title={t("account.password")} send={t("account.password-change")} look="plain">
      <HiddenUsername value={username} />
      <PasswordField
        {...form.field("password")}
        label={t("account.password-current")}
        autocomplete="current-password"
      />
      <NewPasswordField {...form.field("new")} />
    </Form>
  );
};
