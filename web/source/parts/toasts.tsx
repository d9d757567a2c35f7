import { store, useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { Button, IconButton } from "./button.tsx";
import "./toasts.css";

export interface Toast {
  text: string;
  /** It takes the place of the toast with the same name, whose `onGone` is then not called. */
  name?: string;
  tone?: "good" | "bad" | "idle";
  /** `keys` are shown as a hint, such as `Ctrl+Z`: whoever sets them listens for them. */
  action?: { label: string; keys?: string; run(): void };
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

const hold = (id: number) => clearTimeout(timers.get(id));

const start = ({ id, lasts = 6000 }: Shown) => {
  hold(id);
  timers.set(
    id,
    setTimeout(() => remove(id, false), lasts),
  );
};

/** Goes on waiting, unless the reader is still there in another way. */
const leave = (one: Shown, place: HTMLElement) => {
  if (!place.matches(":hover, :focus-within")) start(one);
};

/** Shows a short message at the edge of the page. Returns the function that removes it. */
export const toast = (message: Toast): (() => void) => {
  const { name } = message;
  const former = shown.get().find((one) => name !== undefined && one.name === name);
  const one = { ...message, id: former?.id ?? ++last };
  shown.update((all) => (former ? all.map((other) => (other === former ? one : other)) : [...all, one]));
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
          onMouseEnter={() => hold(one.id)}
          onMouseLeave={({ currentTarget }) => leave(one, currentTarget)}
          onFocusCapture={() => hold(one.id)}
          onBlurCapture={({ currentTarget }) => leave(one, currentTarget)}
        >
          <span>{one.text}</span>
          {one.action && (
            <Button
              look="quiet"
              title={one.action.keys}
              aria-keyshortcuts={one.action.keys?.replace("Ctrl", "Control")}
              onClick={() => remove(one.id, true)}
            >
              {one.action.label}
            </Button>
          )}
          <IconButton icon="close" label={t("app.close")} onClick={() => remove(one.id, false)} />
        </div>
      ))}
    </div>
  );
};
