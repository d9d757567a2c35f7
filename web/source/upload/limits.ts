import type { Description } from "malote";
import type { MediaTypes } from "./media-types.ts";

/** What a deployment accepts. An older service describes less; what it does not describe, it decides itself. */
export interface Limits {
  /** Bytes. */
  maxBytes: number | undefined;
  /** Undefined: any type. */
  allowed: AllowedTypes | undefined;
  /** Such as .exe. */
  deniedExtensions: readonly string[];
}

export interface AllowedTypes {
  /** Such as image/* and application/pdf. */
  types: readonly string[];
  media: MediaTypes;
}

export const loadLimits = async ({
  max_file_bytes,
  allowed_types = ["*/*"],
  denied_extensions = [],
}: Description): Promise<Limits> => ({
  maxBytes: max_file_bytes,
  allowed: allowed_types.includes("*/*")
    ? undefined
    : {
        types: allowed_types.map((type) => type.toLowerCase()),
        media: (await import("./media-types.ts")).mediaTypes,
      },
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
  | { reason: "type"; allowed: AllowedTypes };

/**
 * Why the service would refuse a file, before anything is sent. The service decides in the end: a file whose declared type or
 * whose extension is accepted is announced, because systems call the same type by different names.
 */
export const refusalOf = (file: Chosen, limits: Limits): Refusal | undefined => {
  const { maxBytes, allowed } = limits;
  if (maxBytes !== undefined && file.size !== null && file.size > maxBytes)
    return { reason: "too-large", maxBytes, size: file.size };
  const extension = deniedExtensionOf(file.name, limits);
  if (extension !== undefined) return { reason: "program", extension };
  if (!allowed) return undefined;
  const types = [file.type.replace(/;.*$/, "").trim().toLowerCase(), allowed.media.typeOf(file.name)];
  return types.some((type) => type && isAmong(type, allowed.types)) ? undefined : { reason: "type", allowed };
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
export const acceptedFileTypes = ({ allowed }: Limits): string[] | null => {
  if (!allowed) return null;
  const { types, media } = allowed;
  return [...new Set([...types, ...media.extensionsOf((type) => isAmong(type, types))])];
};
