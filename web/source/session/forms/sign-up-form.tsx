import { useWords } from "../../language/language.ts";
import type { Pool } from "../cognito/pool.ts";
import { signUp } from "../cognito/sign-up.ts";
import { isAccepted } from "../password-rules.ts";
import { NewPasswordField, UsernameField } from "./fields.tsx";
import { Form, Way } from "./form.tsx";
import { checkNewPassword, useForm } from "./use-form.ts";

export interface SignUpFormProps {
  pool: Pool;
  /** `destination` is where the code went; undefined if the account needs none. */
  onCreated(username: string, password: string, destination: string | undefined): Promise<void>;
  onBack(): void;
}

/** A new account, where the deployment lets people create their own. */
export const SignUpForm = ({ pool, onCreated, onBack }: SignUpFormProps) => {
  const { t } = useWords();
  const form = useForm({
    doing: "sign-up",
    check: checkNewPassword(isAccepted),
    send: async ({ username, new: password }) =>
      onCreated(username, password, await signUp(pool, username, password)),
  });
  return (
    <Form
      use={form}
      focus
      title={t("session.sign-up")}
      intro={t("session.sign-up-help")}
      send={t("session.create")}
      after={<Way onClick={onBack}>{t("session.have-account")}</Way>}
    >
      <UsernameField {...form.field("username")} />
      <NewPasswordField {...form.field("new")} />
    </Form>
  );
};
