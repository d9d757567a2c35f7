import { toast } from "../parts/toasts.tsx";

/** Puts a text on the clipboard, and says whether the browser has allowed it. */
export const copyText = async (text: string, done: string, failed: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: done, tone: "good" });
  } catch {
    toast({ text: failed, tone: "bad" });
  }
};
