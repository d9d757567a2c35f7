import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon.tsx";
import "./field.css";

export interface FieldProps extends Omit<InputHTMLAttributes, "class" | "id"> {
  label: string;
  /** Shown below the input until there is an error. */
  hint?: string | undefined;
  error?: string | undefined;
  /** Beside the input, such as a button that shows a password. */
  children?: ComponentChildren;
}

/** An input with its label, its hint and its error, which screen readers read with it. */
export const Field = ({ label, hint, error, children, ...input }: FieldProps) => {
  const id = useId();
  const note = error ?? hint;
  return (
    <div class={error === undefined ? "field" : "field wrong"}>
      <label for={id}>{label}</label>
      <div class="field-row">
        <input
          {...input}
          id={id}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
        />
        {children}
      </div>
      {note !== undefined && (
        <p class="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
};

export interface SelectProps<Value extends string> {
  label: string;
  /** The label is for screen readers only. Default: it is shown. */
  hideLabel?: boolean;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChange(value: Value): void;
}

export const Select = <Value extends string>({
  label,
  hideLabel,
  value,
  options,
  onChange,
}: SelectProps<Value>) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={hideLabel ? "hidden-text" : undefined}>
        {label}
      </label>
      <div class="field-row">
        <select
          id={id}
          value={value}
          onChange={({ currentTarget }) => {
            const chosen = options.find((option) => option.value === currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </div>
    </div>
  );
};
