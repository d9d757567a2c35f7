import { useWords } from "../../language/language.ts";
import { CognitoError } from "../cognito/cognito-error.ts";
import type { Pool } from "../cognito/pool.ts";
import { prepareSignIn, signIn } from "../cognito/sign-in.ts";
import type { Step } from "../cognito/step.ts";
import { PasswordField, UsernameField } from "./fields.tsx";
import { Form, Way } from "./form.tsx";
import { useForm } from "./use-form.ts";

export interface PasswordFormProps {
  pool: Pool;
  /** The only person who may sign in here. Default: anybody, who writes their name. */
  only?: string | undefined;
  /** What is in the field at first. */
  username?: string;
  /** Whether "stay signed in" is asked. */
  asksStay: boolean;
  focus: boolean;
  onStep(step: Step, username: string, stay: boolean): void;
  /** The account is not confirmed yet. */
  onUnconfirmed(username: string, password: string, stay: boolean): Promise<void>;
  /** An administrator has reset the password: a code was sent. */
  onReset(username: string): void;
  onForgot(username: string): void;
  /** Default: nobody can create an account. */
  onSignUp?: (() => void) | undefined;
}

/** The name and the password. */
export const PasswordForm = (props: PasswordFormProps) => {
  const { t } = useWords();
  const { pool, only, asksStay } = props;
  const form = useForm({
    doing: "sign-in",
    send: async ({ username: written, password }, element) => {
      const username = only ?? written;
      const stay = asksStay && new FormData(element).has("stay");
      try {
        props.onStep(await signIn(pool, username, password), username, stay);
      } catch (error) {
        const code = error instanceof CognitoError ? error.code : undefined;
        if (code === "UserNotConfirmedException") return props.onUnconfirmed(username, password, stay);
        if (code === "PasswordResetRequiredException") return props.onReset(username);
        throw error;
      }
    },
  });
  const writtenName = () => {
    const input = form.form.ref.current?.elements.namedItem("username");
    return only ?? (input instanceof HTMLInputElement ? input.value.trim() : "");
  };
  return (
    <div onFocusCapture={() => void prepareSignIn().catch(() => {})}>
      <Form
        use={form}
        {...(only === undefined && { title: t("session.title") })}
        send={t("session.sign-in")}
        focus={props.focus}
        after={
          <>
            <Way onClick={() => props.onForgot(writtenName())}>{t("session.forgot")}</Way>
            {props.onSignUp && <Way onClick={props.onSignUp}>{t("session.sign-up")}</Way>}
          </>
        }
      >
        <UsernameField
          {...form.field("username")}
          value={only ?? props.username}
          readOnly={only !== undefined}
        />
        <PasswordField
          {...form.field("password")}
          autofocus={only !== undefined}
          label={t("session.password")}
          autocomplete="current-password"
        />
        {asksStay && (
          <label class="form-check">
            <input type="checkbox" name="stay" />
            {t("session.stay")}
          </label>
        )}
      </Form>
    </div>
  );
};
