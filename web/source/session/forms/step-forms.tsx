import { useWords } from "../../language/language.ts";
import type { Step } from "../cognito/step.ts";
import { isAccepted } from "../password-rules.ts";
import { CodeField, HiddenUsername, NewPasswordField } from "./fields.tsx";
import { Form, Way } from "./form.tsx";
import { TotpSecret } from "./totp-secret.tsx";
import { checkNewPassword, useForm } from "./use-form.ts";

interface Props<Next extends Step["next"]> {
  step: Extract<Step, { next: Next }>;
  username: string;
  onStep(step: Step): void;
  /** Begins again. */
  onBack(): void;
}

/** The password was temporary: the person chooses their own. */
export const FirstPasswordForm = ({ step, username, onStep, onBack }: Props<"new-password">) => {
  const { t } = useWords();
  const form = useForm({
    doing: "challenge",
    check: checkNewPassword(isAccepted),
    send: async ({ new: password }) => onStep(await step.answer(password)),
  });
  return (
    <Form
      use={form}
      focus
      title={t("session.first-password")}
      intro={t("session.first-password-help")}
      send={t("session.save-and-sign-in")}
      after={<Way onClick={onBack}>{t("session.back")}</Way>}
    >
      <HiddenUsername value={username} />
      <NewPasswordField {...form.field("new")} />
    </Form>
  );
};

/** The code of the authenticator app. */
export const CodeForm = ({ step, onStep, onBack }: Props<"code">) => {
  const { t } = useWords();
  const form = useForm({
    doing: "challenge",
    send: async ({ code }) => onStep(await step.answer(code)),
  });
  return (
    <Form
      use={form}
      focus
      title={t("session.totp")}
      intro={t("session.totp-help")}
      send={t("session.sign-in")}
      after={<Way onClick={onBack}>{t("session.back")}</Way>}
    >
      <CodeField {...form.field("code")} />
    </Form>
  );
};

/** The pool wants an authenticator app, and the person has none yet. */
export const TotpSetupForm = ({ step, username, onStep, onBack }: Props<"totp-setup">) => {
  const { t } = useWords();
  const form = useForm({
    doing: "challenge",
    send: async ({ code }) => onStep(await step.answer(code)),
  });
  return (
    <Form
      use={form}
      title={t("session.totp-setup")}
      intro={t("session.totp-setup-help")}
      send={t("session.sign-in")}
      after={<Way onClick={onBack}>{t("session.back")}</Way>}
    >
      <TotpSecret secret={step.secret} username={username} />
      <CodeField {...form.field("code")} />
    </Form>
  );
};
