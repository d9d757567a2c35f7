import { store, useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { Button, IconButton } from "./button.tsx";
import "./toasts.css";

export interface Toast {
  text: string;
  tone?: "good" | "bad" | "idle";
  action?: { label: string; run(): void };
  /** Milliseconds. Default: 6,000. With an action it also waits while it has the focus or the pointer. */
  lasts?: number;
  /** Called once when it is gone for any reason but its action. */
  onGone?(): void;
}

type Shown = Toast & { id: number };

const shown = store<Shown[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let last = 0;

const remove = (id: number, acted: boolean) => {
  const toast = shown.get().find((one) => one.id === id);
  if (!toast) return;
  clearTimeout(timers.get(id));
  timers.delete(id);
  shown.update((all) => all.filter((one) => one.id !== id));
  if (acted) toast.action?.run();
  else toast.onGone?.();
};

const start = ({ id, lasts = 6000 }: Shown) =>
  timers.set(
    id,
    setTimeout(() => remove(id, false), lasts),
  );

/** Shows a short message at the edge of the page. Returns the function that removes it. */
export const toast = (message: Toast): (() => void) => {
  const one = { ...message, id: ++last };
  shown.update((all) => [...all, one]);
  start(one);
  return () => remove(one.id, false);
};

/** Once, in the shell. Screen readers read each message when it comes. */
export const Toasts = () => {
  const { t } = useWords();
  const all = useStore(shown);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {all.map((one) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: Nothing is to be clicked here. It only waits for the reader.
        <div
          key={one.id}
          class={`toast ${one.tone ?? "idle"}`}
          onMouseEnter={() => clearTimeout(timers.get(one.id))}
          onMouseLeave={() => start(one)}
          onFocusCapture={() => clearTimeout(timers.get(one.id))}
          onBlurCapture={() => start(one)}
        >
          <span>{one.text}</span>
          {one.action && (
            <Button look="quiet" onClick={() => remove(one.id, true)}>
              {one.action.label}
            </Button>
          )}
          <IconButton icon="close" label={t("app.close")} onClick={() => remove(one.id, false)} />
        </div>
      ))}
    </div>
  );
};
