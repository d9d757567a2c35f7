import { type Malote, remove, ServiceError } from "malote";
import { store } from "../app/store.ts";
import { explain } from "../language/explain.ts";
import { currentWords } from "../language/language.ts";
import { toast } from "../parts/toasts.tsx";
import { currentSession } from "../session/current-session.ts";

/** Milliseconds in which a deletion can be undone. Until then the service has not been asked. */
const UNDO = 8000;

/** Requests at once. */
const PARALLEL = 6;

export interface Named {
  file_id: string;
  file_name: string;
}

/** The files that no view shows any more: deleted, or about to be. */
export const gone = store<ReadonlySet<string>>(new Set());

/** The deletions that can be undone, all of them at once. */
let held: { malote: Malote; files: readonly Named[]; dismiss(): void } | undefined;

const hide = (files: readonly Named[]) =>
  gone.update((ids) => new Set([...ids, ...files.map(({ file_id }) => file_id)]));

const showAgain = (files: readonly Named[]) =>
  gone.update((ids) => {
    const next = new Set(ids);
    for (const { file_id } of files) next.delete(file_id);
    return next;
  });

/** A file that was found to be gone by itself. */
export const markGone = (file_id: string): void => gone.update((ids) => new Set([...ids, file_id]));

/**
 * Deletes files after a while, so that it can be undone. They disappear at once. A deletion that can still be undone waits
 * on together with the new ones.
 */
export const removeWithUndo = (malote: Malote, files: readonly Named[]): void => {
  if (held && held.malote !== malote) removeNow();
  const all = [...(held?.files ?? []), ...files];
  hide(files);
  const { t } = currentWords();
  const [first] = all;
  const dismiss = toast({
    name: "deletion",
    text:
      all.length === 1
        ? t("files.deleted-one", { name: first?.file_name ?? "" })
        : t("files.deleted", { count: all.length }),
    action: { label: t("files.undo"), keys: "Ctrl+Z", run: undo },
    lasts: UNDO,
    onGone: send,
  });
  held = { malote, files: all, dismiss };
};

const undo = () => {
  const files = held?.files ?? [];
  held = undefined;
  showAgain(files);
};

/** Brings back what can still be brought back. Returns false if there is nothing. */
export const undoDeletion = (): boolean => {
  if (!held) return false;
  const { dismiss } = held;
  undo();
  dismiss();
  return true;
};

/** Sends what waits, without waiting on. */
export const removeNow = (): void => held?.dismiss();

const send = () => {
  if (!held) return;
  const { malote, files } = held;
  held = undefined;
  sendAll(malote, files);
};

/** The files that no request was sent for yet. When the page is left, they are sent all at once. */
const unsent = new Map<string, () => void>();

const sendAll = async (malote: Malote, files: readonly Named[]): Promise<void> => {
  const failed: Named[] = [];
  let reason: unknown;
  const removal = async (file: Named) => {
    unsent.delete(file.file_id);
    try {
      // It outlives the page. So a page that is left ends no deletion that is under way.
      await remove(malote, file.file_id, { keepalive: true });
    } catch (error) {
      if (error instanceof ServiceError && error.code === "file-not-found") return;
      failed.push(file);
      reason = error;
    }
  };
  for (const file of files) unsent.set(file.file_id, () => removal(file));
  const work = async () => {
    for (const file of files) if (unsent.has(file.file_id)) await removal(file);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, files.length) }, work));
  if (failed.length > 0) report(malote, failed, reason);
};

const report = (malote: Malote, failed: readonly Named[], reason: unknown) => {
  const words = currentWords();
  showAgain(failed);
  const retry = () => {
    hide(failed);
    sendAll(malote, failed);
  };
  toast({
    text: `${words.t("files.not-deleted", { count: failed.length })} ${explain(words, reason).title}`,
    tone: "bad",
    action: { label: words.t("app.retry"), run: retry },
    lasts: 20_000,
  });
};

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLInputElement ? target.type !== "checkbox" : target instanceof HTMLTextAreaElement;

window.addEventListener("pagehide", () => {
  removeNow();
  for (const start of [...unsent.values()]) start();
});
window.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, shiftKey, target } = event;
  if (key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || shiftKey || isTyping(target)) return;
  if (undoDeletion()) event.preventDefault();
});
// The connection has the token a while longer.
currentSession.subscribe(() => currentSession.get() === undefined && removeNow());
