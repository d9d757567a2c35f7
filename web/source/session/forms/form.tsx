import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWords } from "../../language/language.ts";
import { Button } from "../../parts/button.tsx";
import { Note } from "../../parts/note.tsx";
import type { useForm } from "./use-form.ts";
import "./form.css";

export interface FormProps {
  use: ReturnType<typeof useForm>;
  /** The text of the button that sends it. */
  send: string;
  title?: string;
  /** What to do here. */
  children: ComponentChildren;
  intro?: ComponentChildren;
  /** Below the button, such as the way to another form. */
  after?: ComponentChildren;
  /** The first input has the focus at once: for a form that replaces another one. Default: false. */
  focus?: boolean;
  look?: "primary" | "plain";
}

/** A form with its title, its one button, and its error below. */
export const Form = ({
  use,
  send,
  title,
  intro,
  children,
  after,
  focus = false,
  look = "primary",
}: FormProps) => {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After the dialog around it has opened, which takes the focus.
    if (focus)
      queueMicrotask(() => box.current?.querySelector<HTMLElement>("input:not([readonly])")?.focus());
  }, []);
  return (
    <div class="form" ref={box}>
      {(title !== undefined || intro !== undefined) && (
        <div class="form-head">
          {title !== undefined && <h2>{title}</h2>}
          {intro !== undefined && <p class="soft">{intro}</p>}
        </div>
      )}
      <form {...use.form} class="form-fields" aria-label={title ?? send}>
        {children}
        <Button type="submit" look={look} busy={use.busy}>
          {send}
        </Button>
        {use.problem !== undefined && (
          <Note tone="bad" icon="alert" title={t("session.failed")}>
            {use.problem}
          </Note>
        )}
      </form>
      {after !== undefined && <div class="form-after">{after}</div>}
    </div>
  );
};

/** The way to another form: a button that looks like a link. */
export const Way = ({ onClick, children }: { onClick: () => void; children: ComponentChildren }) => (
  <button type="button" class="form-way" onClick={onClick}>
    {children}
  </button>
);
