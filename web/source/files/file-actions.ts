import type { Malote } from "malote";
import { linkTo } from "../app/route.ts";
import { explain } from "../language/explain.ts";
import { currentWords } from "../language/language.ts";
import { toast } from "../parts/toasts.tsx";
import { copyText } from "./copy.ts";
import { downloadUrl, saveFile } from "./saving.ts";

/** Shows why something did not work. */
export const showError = (error: unknown): void => {
  const { title, detail } = explain(currentWords(), error);
  toast({ text: `${title} ${detail}`.trim(), tone: "bad", lasts: 10_000 });
};

export const startDownload = (malote: Malote, file: { file_id: string; file_name: string }): Promise<void> =>
  saveFile(malote, file.file_id, file.file_name).catch(showError);

const copied = async (copying: Promise<void>, text: () => string): Promise<void> => {
  const { t } = currentWords();
  try {
    await copying;
    toast({ text: text(), tone: "good", lasts: 8000 });
  } catch (error) {
    if (error instanceof DOMException) toast({ text: t("files.not-copied"), tone: "bad" });
    else showError(error);
  }
};

/** Copies a text that stands on the page, such as an id. */
export const copyFact = (text: string, name: string): Promise<void> =>
  copied(copyText(text), () => currentWords().t("files.copied", { name }));

/** Copies the address of a file's view in this page. */
export const copyLink = (file_id: string): Promise<void> =>
  copied(copyText(new URL(linkTo.file(file_id), location.href).href), () =>
    currentWords().t("files.link-copied"),
  );

/** Copies a presigned URL, and says until when it is valid. */
export const copyDownloadLink = (malote: Malote, file_id: string): Promise<void> => {
  const presigned = downloadUrl(malote, file_id);
  let until = "";
  const url = presigned.then(({ url, expires_at }) => {
    until = expires_at;
    return url;
  });
  return copied(
    // The reason of the service, not that of the clipboard.
    copyText(url).catch(async (error) => {
      await presigned;
      throw error;
    }),
    () => currentWords().t("files.download-link-copied", { time: currentWords().when(until) }),
  );
};
