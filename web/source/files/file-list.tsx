import type { ListedView } from "malote";
import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { FileRow, type RowActions } from "./file-row.tsx";
import { useNow } from "./now.ts";
import { useRows } from "./use-rows.ts";
import "./file-list.css";

/** What the keys do in the list. */
export interface ListKeys {
  chooseAll(): void;
  chooseNone(): void;
  /** Deletes what is chosen, or else this file. */
  remove(file: ListedView): void;
  /** Extends the choice to this file. `from` is where it begins, if nothing was chosen before. */
  extend(from: ListedView, to: ListedView): void;
}

export interface FileListProps {
  files: readonly ListedView[];
  hasMore: boolean;
  chosen: ReadonlySet<string>;
  actions: RowActions;
  keys: ListKeys;
  /** The row that gets the focus, once each time that the object changes. */
  focus: { index: number } | undefined;
}

/**
 * The rows of the files. Only those in the window are in the DOM, and the one with the focus. So a list of 10,000 scrolls as
 * one of 10.
 */
export const FileList = ({ files, hasMore, chosen, actions, keys, focus }: FileListProps) => {
  const { t } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const { first, end } = useRows(list, files.length);
  const [held, setHeld] = useState<number>();
  const goTo = useFocus(list, focus, setHeld);
  const now = useNow();

  const onKeyDown = (event: KeyboardEvent) => {
    const index = indexOf(event.target);
    const file = index === undefined ? undefined : files[index];
    if (index === undefined || !file) return;
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const isCommand = ctrlKey || metaKey;
    const to = TARGETS[key]?.(index, files.length);
    const target = to === undefined ? undefined : files[to];
    if (to !== undefined && target) {
      if (shiftKey) keys.extend(file, target);
      goTo(to);
    } else if (key === "a" && isCommand) keys.chooseAll();
    else if (key === "Escape" && chosen.size > 0) keys.chooseNone();
    else if (key === "Delete") keys.remove(file);
    else return;
    event.preventDefault();
  };

  const shown = files.slice(first, end).map((file, at) => ({ file, index: first + at }));
  const heldFile = held === undefined || (held >= first && held < end) ? undefined : files[held];
  if (heldFile && held !== undefined)
    shown[held < first ? "unshift" : "push"]({ file: heldFile, index: held });
  return (
    <ul
      ref={list}
      class="file-list"
      style={{ "--count": files.length }}
      aria-label={t("files.list")}
      onKeyDown={onKeyDown}
      onFocusCapture={(event) => setHeld(indexOf(event.target))}
    >
      {shown.map(({ file, index }) => (
        <FileRow
          key={file.file_id}
          file={file}
          index={index}
          count={hasMore ? -1 : files.length}
          isChosen={chosen.has(file.file_id)}
          now={now}
          actions={actions}
        />
      ))}
    </ul>
  );
};

const TARGETS: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index, count) => Math.min(index + 1, count - 1),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

const indexOf = (target: EventTarget | null): number | undefined => {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return row ? Number(row.dataset["index"]) : undefined;
};

/** Moves the focus to the box of a row, which is drawn first if it is out of the window. */
const useFocus = (
  list: { current: HTMLElement | null },
  focus: { index: number } | undefined,
  hold: (index: number) => void,
) => {
  const [goal, setGoal] = useState(focus);
  const goTo = useCallback(
    (index: number) => {
      hold(index);
      setGoal({ index });
    },
    [hold],
  );
  useLayoutEffect(() => {
    if (focus) goTo(focus.index);
  }, [focus, goTo]);
  useLayoutEffect(() => {
    const row = goal && list.current?.querySelector(`[data-index="${goal.index}"]`);
    row?.querySelector("input")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }, [goal, list]);
  return goTo;
};
