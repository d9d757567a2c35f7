/** DynamoDB's limit for a sort key, in bytes of UTF-8. */
export const MAX_PATH_BYTES = 1024;

// A path has no control characters. These sort before every character of a path, so that a folder, its files and its
// subfolders are one range of keys, and "trips/20266" is outside of the range of "trips/2026".
const END = "\u0001";
const SLASH = "\u0002";
const AFTER_SLASH = "\u0003";

/** A path as the record keeps it: in NFC, like names. */
export const normalisePath = (path: string): string => path.normalize("NFC");

/**
 * What is wrong with a path; undefined for a valid one. It is only a label, but apps may make folders of it. So its
 * segments follow the rules of names.
 */
export const pathFault = (path: string): string | undefined => {
  if (!path.isWellFormed()) return "path has half a surrogate pair; send well-formed Unicode.";
  const normal = normalisePath(path);
  const bytes = Buffer.byteLength(normal);
  if (bytes > MAX_PATH_BYTES) return `path is ${bytes} bytes of UTF-8; up to ${MAX_PATH_BYTES} are taken.`;
  if (normal.includes("\\")) return "path must not have \\; separate its folders with /.";
  if (/[\p{Cc}\u2028\u2029]/u.test(normal)) return "path must not have control characters or line breaks.";
  if (normal.startsWith("/") || normal.endsWith("/")) return "path must not begin or end with /.";
  if (normal.split("/").some((segment) => /^[\s.]*$/u.test(segment)))
    return "each folder of path must have more than dots and spaces.";
  return undefined;
};

/**
 * The sort key of the index `by-path`: folders in the order of their names, each before its subfolders, and within a folder
 * the newest file first. Only of a path within 14 bytes of the limit, the time is cut.
 */
export const pathKey = (path: string, createdAt: string): string =>
  cut(`${folderKey(path)}${END}${String(LAST_MS - Date.parse(createdAt)).padStart(13, "0")}`);

/** 13 digits, in the year 2286. */
const LAST_MS = 9_999_999_999_999;

/** The first and the last key, both included, of the files in this folder and in its subfolders. */
export const pathRange = (path: string): { from: string; to: string } => ({
  from: folderKey(path),
  // A path as long as the limit has no subfolders, and its key is nothing but the path.
  to: cut(`${folderKey(path)}${AFTER_SLASH}`),
});

/** Whether a text is the key of a file in this folder or in its subfolders. DynamoDB refuses to start at any other key. */
export const isPathKeyUnder = (key: string, path: string): boolean => {
  const folder = folderKey(path);
  if (!key.startsWith(folder) || !key.isWellFormed() || Buffer.byteLength(key) > MAX_PATH_BYTES) return false;
  return ["", END, SLASH].includes(key.slice(folder.length, folder.length + 1));
};

/** A key with the characters of paths, which JSON writes in one or two bytes each. No path has a backslash. */
export const printPathKey = (key: string): string => key.replaceAll(SLASH, "/").replaceAll(END, "\\");
export const readPathKey = (text: string): string => text.replaceAll("/", SLASH).replaceAll("\\", END);

const folderKey = (path: string): string => path.replaceAll("/", SLASH);

/** encodeInto writes only whole characters. `read` is the length of the written part in the text. */
const cut = (key: string): string =>
  key.slice(0, new TextEncoder().encodeInto(key, new Uint8Array(MAX_PATH_BYTES)).read);
