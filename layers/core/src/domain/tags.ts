export type Tags = Readonly<Record<string, string>>;

export const MAX_TAGS = 10;
/** In bytes of UTF-8. */
export const MAX_TAG_VALUE_BYTES = 128;

/** Without a colon, because a filter separates key and value by the first one. */
export const TAG_KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** What is wrong with the value of a tag, as the end of a sentence; undefined for a valid one. */
const valueFault = (value: unknown): string | undefined => {
  if (typeof value !== "string") return "must be a string.";
  if (!value.isWellFormed()) return "has half a surrogate pair; send well-formed Unicode.";
  const bytes = Buffer.byteLength(value.normalize("NFC"));
  if (bytes > MAX_TAG_VALUE_BYTES)
    return `is ${bytes} bytes of UTF-8; up to ${MAX_TAG_VALUE_BYTES} are taken.`;
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) return "must not have control characters or line breaks.";
  return undefined;
};

/** What is wrong with tags; undefined for valid ones. The schema skips keys such as __proto__, and takes an array. */
export const tagsFault = (tags: Tags): string | undefined => {
  if (Array.isArray(tags)) return 'tags must be an object, such as {"album": "summer"}.';
  for (const [key, value] of Object.entries(tags)) {
    if (!TAG_KEY.test(key)) return KEY_FAULT;
    const fault = valueFault(value);
    if (fault !== undefined) return `The value of the tag ${key} ${fault}`;
  }
  return undefined;
};

export const KEY_FAULT =
  "A key of tags must have 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit.";

/** Tags as the record keeps them: values in NFC. Undefined if there are none. */
export const normaliseTags = (tags: Tags | undefined): Tags | undefined => {
  const pairs = Object.entries(tags ?? {});
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(pairs.map(([key, value]) => [key, value.normalize("NFC")]));
};

/** Whether a file has the same tags. DynamoDB keeps no order of them. */
export const sameTags = (a: Tags = {}, b: Tags = {}): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => Object.hasOwn(b, key) && b[key] === value);

/** The key and the value of a filter such as album:summer; undefined if it is none. */
export const readTag = (filter: string): [key: string, value: string] | undefined => {
  const colon = filter.indexOf(":");
  const key = filter.slice(0, Math.max(colon, 0));
  const value = filter.slice(colon + 1);
  return TAG_KEY.test(key) && valueFault(value) === undefined ? [key, value.normalize("NFC")] : undefined;
};
