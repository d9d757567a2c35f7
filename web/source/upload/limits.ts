import type { Description } from "malote";
import mime from "mime";
import otherTypes from "mime/types/other.js";
import standardTypes from "mime/types/standard.js";

/** What a deployment accepts. An older service describes less; what it does not describe, it decides itself. */
export interface Limits {
  /** Bytes. */
  maxBytes: number | undefined;
  /** Such as image/* and application/pdf. Undefined: any. */
  allowedTypes: readonly string[] | undefined;
  /** Such as .exe. */
  deniedExtensions: readonly string[];
}

export const limitsOf = ({ max_file_bytes, allowed_types, denied_extensions = [] }: Description): Limits => ({
  maxBytes: max_file_bytes,
  allowedTypes: allowed_types?.includes("*/*") ? undefined : allowed_types?.map((type) => type.toLowerCase()),
  deniedExtensions: denied_extensions.map((extension) => extension.toLowerCase()),
});

/** A file that a person has chosen. */
export interface Chosen {
  name: string;
  size: number | null;
  /** As the browser or Uppy says it. Empty if it does not know. */
  type: string;
}

export type Refusal =
  | { reason: "too-large"; maxBytes: number; size: number }
  | { reason: "program"; extension: string }
  | { reason: "type"; allowedTypes: readonly string[] };

/**
 * Why the service would refuse a file, before anything is sent. The service decides in the end: a file whose declared type or
 * whose extension is accepted is announced, because systems call the same type by different names.
 */
export const refusalOf = (file: Chosen, limits: Limits): Refusal | undefined => {
  const { maxBytes, allowedTypes } = limits;
  if (maxBytes !== undefined && file.size !== null && file.size > maxBytes)
    return { reason: "too-large", maxBytes, size: file.size };
  const extension = deniedExtensionOf(file.name, limits);
  if (extension !== undefined) return { reason: "program", extension };
  if (!allowedTypes) return undefined;
  const types = [file.type.replace(/;.*$/, "").trim().toLowerCase(), mime.getType(file.name)];
  return types.some((type) => type && isAmong(type, allowedTypes))
    ? undefined
    : { reason: "type", allowedTypes };
};

/** Windows drops dots and spaces at the end of a name, so "a.exe." becomes a.exe. */
export const deniedExtensionOf = (name: string, { deniedExtensions }: Limits): string | undefined => {
  const end = name.replace(/[\s.]+$/u, "").toLowerCase();
  return deniedExtensions.find((extension) => end.endsWith(extension));
};

const isAmong = (type: string, allowed: readonly string[]): boolean =>
  allowed.some((one) => one === type || (one.endsWith("/*") && type.startsWith(one.slice(0, -1))));

/**
 * What Uppy and the browser's dialog accept: the types, and the extensions of these types, because a browser does not know the
 * type of each file.
 */
export const acceptedFileTypes = ({ allowedTypes }: Limits): string[] | null => {
  if (!allowedTypes) return null;
  const all: readonly Record<string, readonly string[]>[] = [standardTypes, otherTypes];
  const extensions = all
    .flatMap((types) => Object.entries(types))
    .filter(([type]) => isAmong(type, allowedTypes))
    // A star marks extensions that belong to another type in the first place.
    .flatMap(([, names]) => names.map((name) => `.${name.replace("*", "")}`));
  return [...new Set([...allowedTypes, ...extensions])];
};
