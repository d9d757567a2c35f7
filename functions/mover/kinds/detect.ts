import { kindsOf } from "@malote/core/kinds";
import { fileTypeFromBuffer } from "file-type";
import { signatureOf } from "./signatures.ts";

/** A format that the first bytes show. */
export type Detected = {
  /** Without parameters. */
  mediaType: string;
  kinds: readonly string[];
};

/** Old forms that have no media type of their own. */
const OLD: Readonly<Record<string, string>> = {
  "application/x-old-word": "old-word",
  "application/x-old-excel": "old-excel",
};

/** Formats that file-type finds by two letters, with which a text may begin, too. Their headers have zeros, and no text has. */
const TWO_LETTERS = ["image/bmp", "application/x-msdownload"];

/** The format of the first bytes. Undefined if they have no signature. */
export const detect = async (head: Uint8Array): Promise<Detected | undefined> => {
  const mediaType = (await fileTypeFromBuffer(head))?.mime.split(";")[0]?.toLowerCase() ?? signatureOf(head);
  if (mediaType === undefined || (TWO_LETTERS.includes(mediaType) && !head.includes(0))) return undefined;
  const old = OLD[mediaType];
  if (old !== undefined) return { mediaType, kinds: [old] };
  const [kind = mediaType] = kindsOf(mediaType);
  if (kind === "zip" && isOffice(mediaType, head)) return { mediaType, kinds: ["zip", "office"] };
  return { mediaType, kinds: mediaType.startsWith("video/") ? [kind, "film"] : [kind] };
};

const OFFICE = /^application\/vnd\.(openxmlformats-officedocument|oasis\.opendocument|ms-)/;

/** Names of entries that only documents of Office have. The first one stands after the 30 bytes of the entry's header. */
const OFFICE_ENTRIES = /(\[Content_Types\]\.xml|_rels\/\.rels|(word|xl|ppt|visio|docProps|customXml)\/)/;

/** Whether a zip is a document, and not an archive: file-type finds it out only if the right entry is in the first bytes. */
const isOffice = (mediaType: string, head: Uint8Array): boolean =>
  OFFICE.test(mediaType) || OFFICE_ENTRIES.test(Buffer.from(head).toString("latin1"));
