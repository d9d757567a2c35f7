import { useWords } from "../../language/language.ts";
import { confirmSignUp } from "../cognito/confirm-sign-up.ts";
import type { Pool } from "../cognito/pool.ts";
import { resendCode } from "../cognito/resend-code.ts";
import { CodeField } from "./fields.tsx";
import { Form, Way } from "./form.tsx";
import { SendAgain } from "./send-again.tsx";
import { useForm } from "./use-form.ts";

export interface ConfirmFormProps {
  pool: Pool;
  username: string;
  /** Where the code went. Empty if that is not known. */
  destination: string;
  onDone(): Promise<void>;
  onBack(): void;
}

/** The code that confirms the address of a new account. */
export const ConfirmForm = ({ pool, username, destination, onDone, onBack }: ConfirmFormProps) => {
  const { t } = useWords();
  const form = useForm({
    doing: "confirm",
    send: async ({ code }) => {
      await confirmSignUp(pool, username, code);
      await onDone();
    },
  });
  return (
    <Form
      use={form}
      focus
      title={t("session.confirm-title")}
      intro={t("session.confirm-help", { destination: destination || username })}
      send={t("session.confirm")}
      after={
        <>
          <SendAgain doing="confirm" send={() => resendCode(pool, username)} />
          <Way onClick={onBack}>{t("session.back")}</Way>
        </>
      }
    >
      <CodeField {...form.field("code")} />
    </Form>
  );
};
