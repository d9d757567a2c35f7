/** What the first bytes of a text show. */
export type Text = {
  /** The text, without a byte order mark. */
  text: string;
};

/**
 * Control characters that no text contains. Texts contain BEL to carriage return, SO, SI and ESC of ISO 2022, the end of file
 * of DOS (SUB), and the four separators of EDI. 0x80 to 0x9F are letters in Windows' code pages.
 */
const isNoText = (code: number): boolean => code < 0x07 || (code >= 0x10 && code <= 0x19) || code === 0x7f;

/** U+FFFE and U+FFFF, and half a surrogate pair that is not at the end. */
const NO_UTF16 = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff]|$)|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The text that the bytes are the beginning of. Undefined if they are not text. */
export const textOf = (head: Uint8Array): Text | undefined => {
  const utf16 = utf16Of(head);
  if (utf16 !== undefined) return isText(utf16) && !NO_UTF16.test(utf16) ? { text: utf16 } : undefined;
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  // UTF-8, or a code page of one byte, or of several: bytes above 0x7F are letters, or parts of them.
  if (head.some(isNoText)) return undefined;
  return { text: bytes.toString("utf8").replace(/^\ufeff/, "") };
};

const isText = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (isNoText(text.charCodeAt(at))) return false;
  return true;
};

const utf16Of = (head: Uint8Array): string | undefined => {
  const [first, second] = head;
  const little = first === 0xff && second === 0xfe;
  if (!little && !(first === 0xfe && second === 0xff)) return undefined;
  // A character that is cut off at the end does not count.
  const bytes = Buffer.from(head.subarray(2, head.length - (head.length % 2)));
  return (little ? bytes : bytes.swap16()).toString("utf16le");
};

/** Signatures that are text themselves. Those of other formats contain bytes that no text does. */
const SIGNATURES_IN_TEXT: readonly (readonly [mediaType: string, signature: RegExp])[] = [
  ["application/pdf", /^%PDF-\d/],
  ["image/gif", /^GIF8[79]a/],
  ["audio/amr", /^#!AMR/],
];

/** The format that this text only seems to be. */
export const disguisedAs = ({ text }: Text): string | undefined =>
  SIGNATURES_IN_TEXT.find(([, signature]) => signature.test(text))?.[0];

const XML_START = /^\s*<[?!\p{L}_:]/u;
/** What may stand before the first element. */
const PROLOG = /^\s*(?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE(?:[^[>]|\[[\s\S]*?\]\s*(?=>))*>|\s+)/i;

/** Whether the text begins like XML. */
export const startsLikeXml = ({ text }: Text): boolean => XML_START.test(text);

/** The name of the first element, without its prefix and in lower case. Undefined if it comes after the sample. */
export const rootOf = ({ text }: Text): string | undefined => {
  let rest = text;
  for (let before = PROLOG.exec(rest); before; before = PROLOG.exec(rest))
    rest = rest.slice(before[0].length);
  return /^\s*<(?:[\p{L}_][\p{L}\d_.-]*:)?([\p{L}_][\p{L}\d_.-]*)[\s/>]/u.exec(rest)?.[1]?.toLowerCase();
};
