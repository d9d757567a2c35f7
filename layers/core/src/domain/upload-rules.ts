import { ChecksumNotForSize, type Fault, FileTooLarge, TypeNotAllowed } from "./errors.ts";
import type { Checksum } from "./file.ts";
import { isAllowed, isMediaType, isNature, mediaTypeOf } from "./media-type.ts";

/** What the deployment takes. */
export type UploadLimits = {
  /** The largest file, in bytes. */
  maxBytes: number;
  /** The largest file that may declare a SHA256: as far as a single copy goes. */
  maxSha256Bytes: number;
  /** Media types such as image/* or application/pdf. */
  allowedTypes: readonly string[];
};

export type UploadWish = {
  file_name: string;
  extension: string;
  len: number;
  type: string;
  checksum?: Checksum | undefined;
};

/** A rule looks only at the members it names, so that it can speak while others are faulty. */
export type Rule<T> = { on: readonly (keyof T & string)[]; check: (input: T) => string | undefined };

/** As DynamoDB, S3 and every file system count: bytes of UTF-8, not characters. */
export const MAX_NAME_BYTES = 255;

/** What S3 gives, in bytes before base64. */
const CHECKSUM_BYTES = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA256: 32 } as const;

/** Extensions become part of object keys, so only these characters are one. */
const EXTENSION = /^\.[a-z0-9_-]{1,16}$/;

/** A name as it is kept: NFC, since the same name comes decomposed from some systems. */
export const normaliseName = (name: string): string => name.normalize("NFC");

/** An extension as it is kept: with the dot and in lower case, or empty. */
export const normaliseExtension = (extension: string): string => {
  const lower = extension.toLowerCase();
  return lower === "" || lower.startsWith(".") ? lower : `.${lower}`;
};

/**
 * The extension of a name: what follows its last dot, where that looks like one.
 * ".profile" and "Meeting 12.30 with Ana" have none.
 */
export const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf(".");
  const tail = dot > 0 ? name.slice(dot).toLowerCase() : "";
  return EXTENSION.test(tail) ? tail : "";
};

const nameFault = (name: string): string | undefined => {
  if (!name.isWellFormed()) return "file_name has half a surrogate pair; send well-formed Unicode.";
  const bytes = Buffer.byteLength(normaliseName(name));
  if (bytes > MAX_NAME_BYTES)
    return `file_name is ${bytes} bytes of UTF-8; up to ${MAX_NAME_BYTES} are taken.`;
  if (/[/\\]/.test(name)) return "file_name must not have / or \\; send the name alone, without folders.";
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return "file_name must not have control characters or line breaks.";
  if (/^[\s.]*$/u.test(name)) return "file_name must have more than dots and spaces.";
  return undefined;
};

const extensionFault = ({ file_name, extension }: UploadWish): string | undefined => {
  const expected = extensionOf(normaliseName(file_name));
  if (normaliseExtension(extension) === expected) return undefined;
  return expected === ""
    ? 'file_name has no extension; send "".'
    : `extension must be that of file_name, which is ${expected}.`;
};

const typeFault = ({ type, extension }: UploadWish): string | undefined => {
  if (!isNature(type) && !isMediaType(type))
    return "type must be a media type without parameters, such as image/jpeg, or one of image, video, audio, document, text, archive.";
  const found = mediaTypeOf(type, normaliseExtension(extension));
  return "fault" in found ? found.fault : undefined;
};

const checksumFault = ({ checksum }: UploadWish): string | undefined => {
  if (!checksum) return undefined;
  const bytes = CHECKSUM_BYTES[checksum.algorithm];
  const decoded = Buffer.from(checksum.value, "base64");
  return decoded.length === bytes && decoded.toString("base64") === checksum.value
    ? undefined
    : `checksum.value must be the base64 of ${bytes} bytes for ${checksum.algorithm}.`;
};

/** What makes a wish malformed (400), whatever the deployment takes. */
export const UPLOAD_RULES: readonly (Rule<UploadWish> & { pointer: string })[] = [
  { on: ["file_name"], pointer: "#/file_name", check: ({ file_name }) => nameFault(file_name) },
  { on: ["file_name", "extension"], pointer: "#/extension", check: extensionFault },
  { on: ["type", "extension"], pointer: "#/type", check: typeFault },
  { on: ["checksum"], pointer: "#/checksum/value", check: checksumFault },
];

/** What the deployment does not take, though it is well formed: a refusal of its own, unless more is wrong. */
export const limitRules = ({ maxBytes, maxSha256Bytes, allowedTypes }: UploadLimits) =>
  [
    {
      on: ["len"],
      pointer: "#/len",
      check: ({ len }: UploadWish) =>
        len > maxBytes ? `len is ${len}; this service takes files up to ${maxBytes} bytes.` : undefined,
      refusal: (fault: Fault) => new FileTooLarge(fault),
    },
    {
      on: ["type", "extension"],
      pointer: "#/type",
      check: ({ type, extension }: UploadWish) => {
        const media =
          isNature(type) || isMediaType(type) ? mediaTypeOf(type, normaliseExtension(extension)) : undefined;
        return media && "content_type" in media && !isAllowed(media.content_type, allowedTypes)
          ? `${media.content_type} is not taken here; these are: ${allowedTypes.join(", ")}.`
          : undefined;
      },
      refusal: (fault: Fault) => new TypeNotAllowed(fault),
    },
    {
      on: ["checksum", "len"],
      pointer: "#/checksum/algorithm",
      check: ({ checksum, len }: UploadWish) =>
        checksum?.algorithm === "SHA256" && len > maxSha256Bytes
          ? `SHA256 is for files up to ${maxSha256Bytes} bytes; declare CRC64NVME, CRC32C or CRC32.`
          : undefined,
      refusal: (fault: Fault) => new ChecksumNotForSize(fault),
    },
  ] as const;
