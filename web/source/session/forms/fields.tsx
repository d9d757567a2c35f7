import { useState } from "preact/hooks";
import { useWords } from "../../language/language.ts";
import { IconButton } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Icon } from "../../parts/icon.tsx";
import { rulesOf } from "../password-rules.ts";

interface Props {
  name: string;
  required: boolean;
  error: string | undefined;
}

export const UsernameField = ({
  value,
  ...props
}: Props & { value?: string | undefined; readOnly?: boolean }) => {
  const { t } = useWords();
  return (
    <Field
      {...props}
      label={t("session.username")}
      type="email"
      autocomplete="username"
      autocapitalize="none"
      spellcheck={false}
      defaultValue={value ?? ""}
    />
  );
};

export interface PasswordFieldProps extends Props {
  label: string;
  hint?: string;
  autocomplete: "current-password" | "new-password";
  /** A dialog that opens gives it the focus. Default: false. */
  autofocus?: boolean;
  onType?(text: string): void;
}

/** A password, with a button that shows it. */
export const PasswordField = ({ onType, ...props }: PasswordFieldProps) => {
  const { t } = useWords();
  const [isShown, setShown] = useState(false);
  return (
    <div class="form-password">
      <Field
        {...props}
        type={isShown ? "text" : "password"}
        autocapitalize="none"
        spellcheck={false}
        onInput={({ currentTarget }) => onType?.(currentTarget.value)}
      >
        <IconButton
          icon={isShown ? "eye-off" : "eye"}
          label={t(isShown ? "session.hide-password" : "session.show-password")}
          onClick={() => setShown(!isShown)}
        />
      </Field>
    </div>
  );
};

/** A new password, with its rules, which are ticked while it is typed. */
export const NewPasswordField = (props: Props) => {
  const { t } = useWords();
  const [text, setText] = useState("");
  return (
    <div class="form-new">
      <PasswordField
        {...props}
        label={t("session.new-password")}
        hint={t("session.rules")}
        autocomplete="new-password"
        onType={setText}
      />
      <ul class="form-rules" aria-hidden="true">
        {rulesOf(text).map(([rule, isKept]) => (
          <li key={rule} class={isKept ? "kept" : undefined}>
            <Icon name={isKept ? "check" : "dot"} size={14} />
            {t(`session.rule.${rule}`)}
          </li>
        ))}
      </ul>
    </div>
  );
};

/** A code of some digits. */
export const CodeField = (props: Props & { hint?: string }) => {
  const { t } = useWords();
  return (
    <Field
      {...props}
      label={t("session.code")}
      type="text"
      inputMode="numeric"
      autocomplete="one-time-code"
      spellcheck={false}
    />
  );
};

/** Password managers need to know whose password it is. */
export const HiddenUsername = ({ value }: { value: string }) => (
  <input
    class="hidden-text"
    type="email"
    autocomplete="username"
    value={value}
    readOnly
    tabIndex={-1}
    aria-hidden="true"
  />
);
