import { useWords } from "../../language/language.ts";
import { confirmReset } from "../cognito/confirm-reset.ts";
import type { Pool } from "../cognito/pool.ts";
import { requestReset } from "../cognito/request-reset.ts";
import { isAccepted } from "../password-rules.ts";
import { CodeField, HiddenUsername, NewPasswordField } from "./fields.tsx";
import { Form, Way } from "./form.tsx";
import { SendAgain } from "./send-again.tsx";
import { checkNewPassword, useForm } from "./use-form.ts";

export interface ResetFormProps {
  pool: Pool;
  username: string;
  /** Where the code went. Empty if that is not known. */
  destination: string;
  onDone(password: string): Promise<void>;
  onBack(): void;
}

/** The code that was sent, and the new password. */
export const ResetForm = ({ pool, username, destination, onDone, onBack }: ResetFormProps) => {
  const { t } = useWords();
  const form = useForm({
    doing: "reset",
    check: checkNewPassword(isAccepted),
    send: async ({ code, new: password }) => {
      await confirmReset(pool, { username, code, password });
      await onDone(password);
    },
  });
  return (
    <Form
      use={form}
      focus
      title={t("session.reset-title")}
      intro={t(destination === "" ? "session.reset-help" : "session.reset-help-to", { destination })}
      send={t("session.save-and-sign-in")}
      after={
        <>
          <SendAgain doing="reset" send={() => requestReset(pool, username)} />
          <Way onClick={onBack}>{t("session.back")}</Way>
        </>
      }
    >
      <CodeField {...form.field("code")} />
      <HiddenUsername value={username} />
      <NewPasswordField {...form.field("new")} />
    </Form>
  );
};
