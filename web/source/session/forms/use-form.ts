import type { TargetedEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Key } from "../../language/en.ts";
import { useWords } from "../../language/language.ts";
import { type Doing, type FieldName, faultOf } from "./fault-of.ts";

export type Values = Record<FieldName, string>;

export interface FormOptions {
  doing: Doing;
  /** What is wrong before anything is sent, by the field. */
  check?(values: Values): Partial<Record<FieldName, Key>>;
  send(values: Values, form: HTMLFormElement): Promise<void>;
}

interface State {
  busy: boolean;
  errors: Partial<Record<FieldName, Key>>;
  problem?: Key;
}

/**
 * A form of the session. Its inputs keep their values themselves: what a password manager fills in is read when the form is
 * sent, and no password is in the state of a component.
 */
export const useForm = ({ doing, check, send }: FormOptions) => {
  const { t } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const [state, setState] = useState<State>({ busy: false, errors: {} });
  const { busy, errors, problem } = state;

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const onSubmit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const element = event.currentTarget;
    const values = valuesOf(element);
    const found = { ...missingIn(element), ...check?.(values) };
    if (Object.keys(found).length > 0) return setState({ busy: false, errors: found });
    setState({ busy: true, errors: {} });
    try {
      await send(values, element);
      setState({ busy: false, errors: {} });
    } catch (error) {
      const { text, field } = faultOf(error, doing);
      setState(
        field !== undefined && element.elements.namedItem(field)
          ? { busy: false, errors: { [field]: text } }
          : { busy: false, errors: {}, problem: text },
      );
    }
  };

  return {
    busy,
    problem: problem === undefined ? undefined : t(problem),
    /** For the `<form>`. The browser's own messages are off: they disappear, and are in the browser's language. */
    form: { ref: form, noValidate: true, onSubmit },
    /** For a field. */
    field: (name: FieldName) => {
      const error = errors[name];
      return { name, required: true, error: error === undefined ? undefined : t(error) };
    },
  };
};

const valuesOf = (form: HTMLFormElement): Values => {
  const data = new FormData(form);
  const text = (name: FieldName) => String(data.get(name) ?? "");
  return {
    // Pasted text often has spaces around it; authenticator apps show codes with one inside.
    username: text("username").trim(),
    password: text("password"),
    new: text("new"),
    code: text("code").replace(/\s/g, ""),
  };
};

const EMPTY = {
  username: "session.error.no-username",
  password: "session.error.no-password",
  new: "session.error.no-password",
  code: "session.error.no-code",
} as const satisfies Record<FieldName, Key>;

const missingIn = (form: HTMLFormElement): Partial<Record<FieldName, Key>> => {
  const values = valuesOf(form);
  const missing: Partial<Record<FieldName, Key>> = {};
  for (const name of ["username", "password", "new", "code"] as const)
    if (form.elements.namedItem(name) && values[name] === "") missing[name] = EMPTY[name];
  return missing;
};

/** A check for forms with a new password. */
export const checkNewPassword = (isAccepted: (password: string) => boolean) => (values: Values) =>
  values.new !== "" && !isAccepted(values.new) ? { new: "session.error.password-rules" as const } : {};
