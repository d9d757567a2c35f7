/**
 * The header Content-Disposition of a download (RFC 6266). curl and others read `filename` only, and some tools read
 * only a quoted one. So it is always there, in quotes, and is a name that every tool and disk accepts. `filename*` has
 * the file's own name if that is another. All of it is ASCII, and at most 1,100 bytes.
 */
export const contentDisposition = (fileName: string): string => {
  const plain = plainName(fileName);
  const own = plain === fileName ? "" : `; filename*=UTF-8''${encodeExtended(fileName)}`;
  return `attachment; filename="${plain}"${own}`;
};

/**
 * The name in ASCII. Letters lose their accents, and anything else becomes `_`. So do `"` and `\`, which would need an
 * escape that tools read differently, `%`, which some browsers decode, and `?`, which Windows refuses.
 */
const plainName = (fileName: string): string => {
  const plain = toPlain(fileName);
  // Some parsers trim a quoted string. Other names in ASCII keep their dots.
  if (plain === fileName && plain === plain.trim()) return plain;
  const [extension = ""] = EXTENSION.exec(fileName) ?? [];
  const stem = plain.slice(0, plain.length - extension.length).replace(/^[ .]+|[ .]+$/g, "");
  const named = /[0-9A-Za-z]/.test(stem) ? stem : "file";
  return named.slice(0, MAX_BYTES - extension.length) + extension;
};

/** The limit of most file systems. One character may become eighteen: U+FDFA is a sentence. */
const MAX_BYTES = 255;
const EXTENSION = /\.[\w-]{1,16}$/;

const toPlain = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x20-\x7e]+|["\\%?/\x7f]/g, "_");

/** A value in the form of RFC 8187. encodeURIComponent leaves four characters more than that allows. */
const encodeExtended = (text: string): string =>
  encodeURIComponent(text).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
