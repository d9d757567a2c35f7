import { isRecognised, isTextKind, kindsOf, otherMeanings } from "@malote/core/kinds";
import type { MoverPorts } from "../ports.ts";
import { type Detected, detect } from "./detect.ts";
import { servedType } from "./served-type.ts";
import { disguisedAs, rootOf, startsLikeXml, type Text, textOf } from "./text.ts";

/** Formats that a system runs when they are opened. */
const PROGRAMS: readonly string[] = [
  "application/x-msdownload",
  "application/x-elf",
  "application/x-mach-binary",
  "application/x-ms-shortcut",
];

const UNKNOWN_TYPE = "application/octet-stream";
/** Top-level types whose formats are told apart by the kind of a signature, if there is one. */
const MEDIA_TOPS = /^(image|audio|video|font)\//;

/** What a file was announced as. The extension has its dot and is in lower case. */
export type Declared = { content_type: string; extension: string };

/** `type` is the media type to serve the file as, if it is not the declared one. `found` is what the bytes are instead. */
export type Judgement = { ok: true; type?: string } | { ok: false; found: string };

/**
 * Compares the first bytes with the declared type. Types with signatures need one of their kind. Texts need to be text, and
 * XML to begin like XML. Other types pass, unless their bytes are of another kind of media, or of a program while
 * `refusesPrograms` is set.
 */
export const judge = async (
  { content_type, extension }: Declared,
  head: Uint8Array,
  { refusesPrograms }: Pick<MoverPorts, "refusesPrograms">,
): Promise<Judgement> => {
  const detected = await detect(head);
  const text = detected && isBinary(detected, head) ? undefined : textOf(head);
  const refusal: Judgement = { ok: false, found: describe(detected, text) };
  const isRefusedProgram = refusesPrograms && detected !== undefined && PROGRAMS.includes(detected.mediaType);
  if (content_type === UNKNOWN_TYPE) return isRefusedProgram ? refusal : { ok: true };

  const declared = kindsOf(content_type);
  if (text && isTextOf(declared, content_type, text)) return ok(undefined);
  if (isAmong(declared, detected)) return ok(servedType(content_type, detected));

  const others = otherMeanings(extension);
  if (text && isTextOf(others, "", text)) return ok("text/plain");
  if (isAmong(others, detected)) return ok(servedType(content_type, detected));
  if (others.includes("any") && !detected) return ok(undefined);

  if (isRecognised(content_type) || isTextKind(declared[0])) return refusal;
  if (isRefusedProgram) return refusal;
  // A type without a signature: another kind of media has one.
  const isOther = MEDIA_TOPS.test(content_type) && detected !== undefined;
  return isOther ? refusal : ok(undefined);
};

/**
 * Whether the signature itself has bytes with which no text begins: short files, such as the first bytes of a PNG alone, may have
 * nothing else that a text does not have. A text may begin with the letters of other signatures.
 */
const isBinary = ({ mediaType, kinds: [kind] }: Detected, head: Uint8Array): boolean =>
  !isTextKind(kind) &&
  !OF_TWO_BYTES.includes(mediaType) &&
  !BYTE_ORDER_MARK.test(Buffer.from(head.subarray(0, 3)).toString("latin1")) &&
  head.subarray(0, 4).some((byte) => byte >= 0x80 || (byte < 0x20 && !WHITE_SPACE.includes(byte)));

/** Formats with a signature of two bytes. In some code page a text may begin with them: in GBK they are one letter. */
const OF_TWO_BYTES: readonly string[] = [
  "application/x-arj",
  "application/x-compress",
  "application/x-cpio",
  "application/x-old-word",
  "audio/aac",
  "audio/mpeg",
  "audio/vnd.dolby.dd-raw",
  "image/jxl",
];

const BYTE_ORDER_MARK = /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/;
const WHITE_SPACE = [0x09, 0x0a, 0x0d];

const ok = (type: string | undefined): Judgement => ({ ok: true, ...(type !== undefined && { type }) });

/** Whether a text is of one of the kinds. XML must begin like XML, and a drawing with the element of one. */
const isTextOf = (kinds: readonly string[], mediaType: string, text: Text): boolean => {
  if (disguisedAs(text) !== undefined) return false;
  if (kinds.includes("text")) return true;
  if (!(kinds.includes("xml") && startsLikeXml(text))) return false;
  return mediaType !== "image/svg+xml" || ["svg", undefined].includes(rootOf(text));
};

/** Whether the bytes have a signature of one of the kinds. A text is judged by all of its bytes, and not by the first ones. */
const isAmong = (kinds: readonly string[], detected: Detected | undefined): boolean =>
  detected?.kinds.some((kind) => !isTextKind(kind) && kinds.includes(kind)) ?? false;

const describe = (detected: Detected | undefined, text: Text | undefined): string => {
  if (detected && !(text && isTextKind(detected.kinds[0]))) return detected.mediaType;
  if (!text) return "of no known type";
  const root = startsLikeXml(text) ? rootOf(text) : undefined;
  return disguisedAs(text) ?? (root === undefined ? "text" : `text that begins with <${root}>`);
};
