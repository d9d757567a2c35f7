import type { Locale } from "@uppy/core/utils";
import type { Words } from "../language/language.ts";

/** Uppy's own texts are English. Those of another language are loaded when a person chooses it. */
const load = async ({ language }: Words): Promise<Locale> => {
  if (language === "en") return { strings: {}, pluralize: (count) => (count === 1 ? 0 : 1) };
  return (await import("@uppy/locales/lib/pt_BR.js")).default;
};

/** The texts of Uppy and of the plugin `malote/uppy`. Some of Uppy's are replaced, to speak as the rest of the page does. */
export const uppyLocale = async (words: Words): Promise<Locale> => {
  const { t } = words;
  const { strings, pluralize } = await load(words);
  return {
    pluralize,
    strings: {
      ...strings,
      connectionFailed: t("upload.connection-failed"),
      chooseAgain: t("upload.choose-again"),
      onlyLocal: t("upload.only-local"),
      verifying: t("upload.verifying"),
      dropPasteBoth: t("upload.drop"),
      dropPasteImportBoth: t("upload.drop"),
      browseFiles: t("upload.browse-files"),
      browseFolders: t("upload.browse-folders"),
      dashboardTitle: t("upload.dashboard"),
      // The title of the camera, which is the only one of such panels.
      importFrom: "%{name}",
      sessionRestored: t("upload.restored"),
      recoveredAllFiles: t("upload.restored-all"),
      // Uppy chooses by the number, and fills it in.
      recoveredXFiles: { 0: t("upload.restored-one"), 1: t("upload.restored-some") },
      reSelect: t("upload.choose-restored"),
      done: t("upload.clear-sent"),
      complete: t("upload.all-sent"),
      uploadComplete: t("upload.all-sent"),
    },
  };
};
