import type { Words } from "../language/language.ts";
import type { AllowedTypes, Limits, Refusal } from "./limits.ts";

const NATURES = {
  "image/*": "upload.images",
  "video/*": "upload.videos",
  "audio/*": "upload.sounds",
  "text/*": "upload.texts",
} as const;
const isNature = (type: string): type is keyof typeof NATURES => Object.hasOwn(NATURES, type);

/** The accepted types as a person calls them: "images, PDF and ZIP". */
export const typesInWords = ({ t, language }: Words, { types, media }: AllowedTypes): string => {
  const names = types.map((type) =>
    isNature(type) ? t(NATURES[type]) : (media.extensionOf(type)?.toUpperCase() ?? type),
  );
  return new Intl.ListFormat(language).format(new Set(names));
};

/** What may be uploaded here, in one or two sentences. */
export const limitsInWords = (words: Words, { maxBytes, allowed }: Limits): string =>
  [
    allowed && words.t("upload.accepts", { types: typesInWords(words, allowed) }),
    maxBytes !== undefined && words.t("upload.accepts-size", { size: words.bytes(maxBytes) }),
  ]
    .filter(Boolean)
    .join(" ");

/** Why a file was not added, and what would be. */
export const refusalInWords = (words: Words, refusal: Refusal): string => {
  const { t, bytes, exactBytes } = words;
  if (refusal.reason === "too-large") {
    const isClose = bytes(refusal.size) === bytes(refusal.maxBytes);
    // Rounded, a file that is a little too large would have the size that is accepted.
    const inWords = isClose ? exactBytes : bytes;
    return t("upload.too-large", { size: inWords(refusal.size), max: inWords(refusal.maxBytes) });
  }
  if (refusal.reason === "program") return t("upload.program", { extension: refusal.extension });
  return t("upload.wrong-type", { types: typesInWords(words, refusal.allowed) });
};
