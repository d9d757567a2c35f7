/** Names that Windows gives to devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Bytes of a name, so that a number fits as well: file systems accept 255. */
const MOST = 200;

const cut = (text: string, most: number): string => {
  let kept = "";
  let bytes = 0;
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > most) break;
    kept += char;
  }
  return kept;
};

/** A file name that every file system accepts, as near to `name` as possible. Never a path, never hidden, never empty. */
export const exportName = (name: string): string => {
  const plain = name
    .normalize("NFC")
    .replace(/[\p{Cc}<>:"/\\|?*\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu, "_")
    .replace(/^[. ]+|[. ]+$/g, "");
  const safe = plain === "" ? "unnamed" : DEVICE.test(plain) ? `_${plain}` : plain;
  if (Buffer.byteLength(safe) <= MOST) return safe;
  const [, stem = safe, extension = ""] = /^(.+?)(\.[^.]{1,16})?$/su.exec(safe) ?? [];
  return cut(stem, MOST - Buffer.byteLength(extension)).replace(/[. ]+$/, "") + extension;
};

/** `photo.jpg`, then `photo (2).jpg`. */
export const numbered = (name: string, number: number): string => {
  if (number === 1) return name;
  const [, stem = name, extension = ""] = /^(.+?)(\.[^.]+)?$/su.exec(name) ?? [];
  return `${stem} (${number})${extension}`;
};
