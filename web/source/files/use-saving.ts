import type { ListedView, Malote } from "malote";
import { useEffect, useRef, useState } from "preact/hooks";
import { showError, startDownload } from "./file-actions.ts";
import { saveFiles } from "./saving.ts";

/** Downloads of the chosen files, one after the other. They end with the view. */
export const useSaving = (malote: Malote) => {
  const [downloading, setDownloading] = useState<{ number: number; count: number }>();
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);
  const save = async (chosen: readonly ListedView[]) => {
    const [first, ...more] = chosen.filter(({ status }) => status === "completed");
    if (!first) return;
    if (more.length === 0) return startDownload(malote, first);
    const count = more.length + 1;
    const { signal } = controller.current;
    try {
      await saveFiles(malote, [first, ...more], (number) => setDownloading({ number, count }), signal);
    } catch (error) {
      if (!signal.aborted) showError(error);
    } finally {
      setDownloading(undefined);
    }
  };
  return { downloading, save };
};
