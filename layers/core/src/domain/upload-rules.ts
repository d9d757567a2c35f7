import {
  ChecksumNotForParts,
  ChecksumNotForSize,
  type Fault,
  FileTooLarge,
  TypeNotAllowed,
} from "./errors.ts";
import type { Checksum } from "./file.ts";
import {
  acceptsAll,
  isAllowed,
  isDeclaredType,
  isNature,
  isRegistered,
  type MediaType,
  mediaTypeOf,
  wildcardOf,
} from "./media-type.ts";
import { normalisePath, pathFault } from "./path.ts";
import { digestFault, MAX_SINGLE_BYTES } from "./plan.ts";
import { normaliseTags, type Tags, tagsFault } from "./tags.ts";

/** The limits of a deployment. */
export type UploadLimits = {
  /** The largest file, in bytes. */
  maxBytes: number;
  /** The largest file that may declare a SHA256, in bytes: the largest that is copied in one call. */
  maxSha256Bytes: number;
  /** Accepted media types such as image/* or application/pdf. */
  allowedTypes: readonly string[];
  /** Refused extensions such as .exe, whatever the media type is. */
  deniedExtensions: readonly string[];
};

/** The members of an upload request that describe the file. */
export type UploadMembers = {
  file_name: string;
  /** What the client's library calls the extension. */
  extension?: string | undefined;
  /** Only a relay that streams a file in parts may leave it out. */
  len?: number | undefined;
  type: string;
  /** A plan needs no value before it is confirmed. */
  checksum?: { algorithm: Checksum["algorithm"]; value?: string | undefined } | undefined;
  /** Whether the file comes in parts, also if one POST would take it. */
  multipart?: boolean | undefined;
  /** The most bytes of a file without len. */
  max_len?: number | undefined;
  path?: string | undefined;
  tags?: Tags | undefined;
};

/** Whether the file comes in parts. */
const comesInParts = ({ multipart, len = 0 }: Pick<UploadMembers, "multipart" | "len">): boolean =>
  multipart === true || len > MAX_SINGLE_BYTES;

/**
 * An upload request with what follows from its members. Each derived value is computed once, on first use, so that a
 * rule can check one member while another is malformed.
 */
export class RequestedUpload<Members extends UploadMembers = UploadMembers> {
  readonly members: Members;
  #media: MediaType | undefined;

  constructor(members: Members) {
    this.members = members;
  }

  /** The name as the record keeps it. */
  get fileName(): string {
    return normaliseName(this.members.file_name);
  }

  /** The extension as the record keeps it. */
  get extension(): string {
    return decidedExtension(this.fileName, this.members.extension) ?? extensionOf(this.fileName);
  }

  /** Whether the response is a plan, and not a form. */
  get isPlan(): boolean {
    return comesInParts(this.members);
  }

  /** The checksum of the whole. A plan may know its algorithm alone. */
  get checksum(): Checksum | undefined {
    const { algorithm, value } = this.members.checksum ?? {};
    return algorithm !== undefined && value !== undefined ? { algorithm, value } : undefined;
  }

  /** The path as the record keeps it. */
  get path(): string | undefined {
    const { path } = this.members;
    return path === undefined ? undefined : normalisePath(path);
  }

  /** The tags as the record keeps them. */
  get tags(): Tags | undefined {
    return normaliseTags(this.members.tags);
  }

  /** The media type, or why there is none. */
  get media(): MediaType {
    this.#media ??= mediaTypeOf(this.members.type, this.extension);
    return this.#media;
  }
}

/** A rule names the members that it reads, so that it can be checked while others are malformed. */
type Rule = {
  on: readonly (keyof UploadMembers)[];
  pointer: string;
  check: (upload: RequestedUpload) => string | undefined;
};

/** The limit counts bytes of UTF-8, as DynamoDB, S3 and file systems do, and not characters. */
export const MAX_NAME_BYTES = 255;

/** An extension becomes part of an object key, so only these characters are allowed. */
const EXTENSION = /^\.[a-z0-9_-]{1,16}$/;

/** A name as the record keeps it: in NFC, because some systems send the same name decomposed. */
export const normaliseName = (name: string): string => name.normalize("NFC");

/** An extension as the record keeps it: with the dot and in lower case, or empty. */
const normaliseExtension = (extension: string): string => {
  const lower = extension.normalize("NFC").toLowerCase();
  return lower === "" || lower.startsWith(".") ? lower : `.${lower}`;
};

/**
 * The extension of a name: the part from its last dot, if that part can be an extension.
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

/**
 * The extension of a file with this name, whose client says `sent`. Libraries differ in what an extension is: Node.js says ""
 * or "." where Python says another, both include spaces, and some say .tar.gz. So whatever the name ends in is accepted, and
 * the name decides. A picker that invents a name (image:1234) knows the extension beside it. Undefined if the two contradict
 * each other.
 */
export const decidedExtension = (name: string, sent = ""): string | undefined => {
  const inName = extensionOf(name);
  const asked = normaliseExtension(sent.trim());
  if (asked === "." || name.toLowerCase().endsWith(asked)) return inName;
  // What follows a dot in a name need not be an extension: "Photo 12.03" is a picture if the picker says so.
  const isFree = inName === "" || (!isRegistered(inName) && isRegistered(asked));
  return isFree && EXTENSION.test(asked) ? asked : undefined;
};

const extensionFault = ({ fileName, members: { extension } }: RequestedUpload): string | undefined => {
  if (decidedExtension(fileName, extension) !== undefined) return undefined;
  const inName = extensionOf(fileName);
  return inName === ""
    ? "extension must be a dot and up to 16 letters, digits, - or _, such as .jpg; or leave it out."
    : `extension must be that of file_name, which is ${inName}; or leave it out.`;
};

/** What is wrong with the type by itself. */
const typeForm = (type: string): string | undefined =>
  isNature(type) || isDeclaredType(type)
    ? undefined
    : 'type must be a media type, such as image/jpeg, or one of image, video, audio, document, text, archive, or "".';

const typeFault = ({ media, members: { type } }: RequestedUpload): string | undefined =>
  typeForm(type) === undefined && "fault" in media ? media.fault : undefined;

const checksumFault = ({ members: { checksum } }: RequestedUpload): string | undefined =>
  checksum?.value === undefined ? undefined : digestFault(checksum.algorithm, checksum.value);

const checksumValueFault = ({ members: { checksum, len }, isPlan }: RequestedUpload): string | undefined => {
  if (!checksum) return undefined;
  if (checksum.value === undefined) return isPlan ? undefined : "checksum.value is missing.";
  return isPlan && len === undefined
    ? "checksum.value of a file without len comes with the confirmation; leave it out here."
    : undefined;
};

const maxLenFault = ({ members: { max_len, len, multipart } }: RequestedUpload): string | undefined =>
  max_len === undefined || (len === undefined && multipart === true)
    ? undefined
    : "max_len is only for a multipart upload without len; leave it out.";

/** The rules of every deployment. A request that breaks one of them is malformed (400). */
export const UPLOAD_RULES: readonly Rule[] = [
  { on: ["file_name"], pointer: "#/file_name", check: ({ members }) => nameFault(members.file_name) },
  { on: ["file_name", "extension"], pointer: "#/extension", check: extensionFault },
  { on: ["type"], pointer: "#/type", check: ({ members }) => typeForm(members.type) },
  { on: ["file_name", "type", "extension"], pointer: "#/type", check: typeFault },
  { on: ["checksum"], pointer: "#/checksum/value", check: checksumFault },
  {
    on: ["len", "multipart"],
    pointer: "#/len",
    check: ({ members: { len, multipart } }) =>
      len === undefined && multipart !== true ? "len is missing." : undefined,
  },
  { on: ["checksum", "len", "multipart"], pointer: "#/checksum/value", check: checksumValueFault },
  { on: ["max_len", "len", "multipart"], pointer: "#/max_len", check: maxLenFault },
  {
    on: ["path"],
    pointer: "#/path",
    check: ({ members: { path } }) => (path === undefined ? undefined : pathFault(path)),
  },
  {
    on: ["tags"],
    pointer: "#/tags",
    check: ({ members: { tags } }) => (tags === undefined ? undefined : tagsFault(tags)),
  },
];

/**
 * Windows drops dots and spaces at the end of a name, so "a.exe." becomes a.exe. The end of the name is compared, because
 * .settingcontent-ms is longer than an extension that a key may have.
 */
const deniedExtension = ({ fileName, extension }: RequestedUpload, denied: readonly string[]) => {
  const name = fileName.replace(/[\s.]+$/u, "").toLowerCase();
  return denied.find((ending) => extension === ending || name.endsWith(ending));
};

const extensionRefusal = (
  upload: RequestedUpload,
  { allowedTypes, deniedExtensions }: Pick<UploadLimits, "allowedTypes" | "deniedExtensions">,
): string | undefined => {
  // A malformed extension has its own fault already.
  if (extensionFault(upload) !== undefined) return undefined;
  const denied = deniedExtension(upload, deniedExtensions);
  if (denied !== undefined)
    return `${denied} is not taken here, because such a file can run as a program; send a file of another kind.`;
  const { extension } = upload;
  if (acceptsAll(allowedTypes) || isRegistered(extension)) return undefined;
  return extension === ""
    ? `A name without an extension is not taken here; end file_name with the extension of its type. These are taken: ${allowedTypes.join(", ")}.`
    : `No media type is registered for ${extension}, so it is not taken here; send a file of: ${allowedTypes.join(", ")}.`;
};

const typeRefusal = (upload: RequestedUpload, allowedTypes: readonly string[]): string | undefined => {
  // A malformed type has its own fault already.
  if ("fault" in upload.media) return undefined;
  const { content_type } = upload.media;
  if (isAllowed(content_type, allowedTypes)) return undefined;
  return wildcardOf(content_type, allowedTypes) === undefined
    ? `${content_type} is not taken here; these are: ${allowedTypes.join(", ")}.`
    : `${content_type} is not taken here, because its bytes cannot be checked; send another type of: ${allowedTypes.join(", ")}.`;
};

/** The rules of this deployment, for well-formed requests. Each has an error of its own, unless more is wrong. */
export const limitRules = (limits: UploadLimits) =>
  [
    {
      on: ["len"],
      pointer: "#/len",
      check: ({ members: { len = 0 } }: RequestedUpload) =>
        len > limits.maxBytes
          ? `len is ${len}; this service takes files up to ${limits.maxBytes} bytes.`
          : undefined,
      refusal: (fault: Fault) => new FileTooLarge(fault),
    },
    {
      on: ["max_len"],
      pointer: "#/max_len",
      check: ({ members: { max_len = 0 } }: RequestedUpload) =>
        max_len > limits.maxBytes
          ? `max_len is ${max_len}; this service takes files up to ${limits.maxBytes} bytes.`
          : undefined,
      refusal: (fault: Fault) => new FileTooLarge(fault),
    },
    {
      on: ["file_name", "extension"],
      pointer: "#/extension",
      check: (upload: RequestedUpload) => extensionRefusal(upload, limits),
      refusal: (fault: Fault) => new TypeNotAllowed(fault),
    },
    {
      on: ["file_name", "type", "extension"],
      pointer: "#/type",
      check: (upload: RequestedUpload) => typeRefusal(upload, limits.allowedTypes),
      refusal: (fault: Fault) => new TypeNotAllowed(fault),
    },
    {
      on: ["checksum", "len"],
      pointer: "#/checksum/algorithm",
      check: ({ members: { checksum, len = 0, multipart } }: RequestedUpload) =>
        checksum?.algorithm === "SHA256" && multipart !== true && len > limits.maxSha256Bytes
          ? `SHA256 is for files up to ${limits.maxSha256Bytes} bytes; declare CRC64NVME, CRC32C or CRC32.`
          : undefined,
      refusal: (fault: Fault) => new ChecksumNotForSize(fault),
    },
    {
      on: ["checksum", "multipart"],
      pointer: "#/checksum/algorithm",
      check: ({ members: { checksum, multipart } }: RequestedUpload) =>
        checksum?.algorithm === "SHA256" && multipart === true
          ? "SHA256 is not for multipart uploads; declare CRC64NVME, CRC32C or CRC32."
          : undefined,
      refusal: (fault: Fault) => new ChecksumNotForParts(fault),
    },
  ] as const;
