import { useWords } from "../../language/language.ts";
import type { Pool } from "../cognito/pool.ts";
import { requestReset } from "../cognito/request-reset.ts";
import { UsernameField } from "./fields.tsx";
import { Form, Way } from "./form.tsx";
import { useForm } from "./use-form.ts";

export interface ForgotFormProps {
  pool: Pool;
  username: string;
  onSent(username: string, destination: string): void;
  onBack(): void;
}

/** Asks for a code that replaces a forgotten password. */
export const ForgotForm = ({ pool, username, onSent, onBack }: ForgotFormProps) => {
  const { t } = useWords();
  const form = useForm({
    doing: "reset",
    send: async ({ username }) => onSent(username, await requestReset(pool, username)),
  });
  return (
    <Form
      use={form}
      focus
      title={t("session.forgot-title")}
      intro={t("session.forgot-help")}
      send={t("session.send-code")}
      after={<Way onClick={onBack}>{t("session.back")}</Way>}
    >
      <UsernameField {...form.field("username")} value={username} />
    </Form>
  );
};
