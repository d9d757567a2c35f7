import * as v from "valibot";
import { CHECKSUM_ALGORITHMS, CRC_ALGORITHMS } from "../domain/file.ts";
import { UUID_IN_ANY_CASE } from "../domain/keys.ts";
import { STATUSES } from "../domain/status.ts";
import { KEY_FAULT, MAX_TAG_VALUE_BYTES, MAX_TAGS, TAG_KEY } from "../domain/tags.ts";

/**
 * The inputs of the routes. The schemas transform nothing, so that the OpenAPI document can be made from them:
 * normaliseInput does, before they are read. Rules between members are in domain/.
 */

/** A deleted file is in no list. */
const STATUSES_LISTED = STATUSES.filter((status) => status !== "deleted");

export const FileId = v.pipe(
  v.string("file_id must be a string."),
  v.regex(UUID_IN_ANY_CASE, "file_id must be the UUID that POST /upload answered."),
);

/** A request without members. */
export const NoInput = v.strictObject({});
export type NoInput = v.InferOutput<typeof NoInput>;

export const FileReference = v.strictObject({ file_id: FileId });
export type FileReference = v.InferOutput<typeof FileReference>;

/** The largest number of files of one call of /uploads and of /consult-status. */
export const MAX_BATCH = 50;

/** One file, or a list of several: file_id may be repeated in the query. */
export const ConsultRequest = v.strictObject({
  // Not a union, whose faults would say nothing about the single id.
  file_id: v.lazy((given) =>
    Array.isArray(given)
      ? v.pipe(v.array(FileId), v.maxLength(MAX_BATCH, `file_id may be repeated up to ${MAX_BATCH} times.`))
      : FileId,
  ),
});
export type ConsultRequest = { file_id: string | string[] };

/** The query of ConsultRequest, as a description can have it. */
export const ConsultQuery = v.strictObject({
  file_id: v.pipe(v.array(FileId), v.minLength(1), v.maxLength(MAX_BATCH)),
});

/** A sentence that people read in the history of a file. */
const sentence = (name: string) =>
  v.pipe(v.string(`${name} must be a string.`), v.maxLength(1024, `${name} takes up to 1024 characters.`));

/** A DELETE has no body that every client and proxy passes on, so the reason is in the query. */
export const RemoveRequest = v.strictObject({ file_id: FileId, reason: v.optional(sentence("reason")) });
export type RemoveRequest = v.InferOutput<typeof RemoveRequest>;

const bytes = (name: string) =>
  v.pipe(
    v.number(`${name} must be a number of bytes.`),
    v.safeInteger(`${name} must be a whole number of bytes, below 2^53.`),
    v.minValue(0, `${name} must not be negative.`),
  );

const checksumValue = (name: string) =>
  v.pipe(v.string(`${name} must be base64.`), v.maxLength(64, `${name} is far too long.`));

/** More than 1,024 bytes in every script. The exact limit is in bytes, after normalisation. */
const path = v.pipe(
  v.string("path must be a string, such as trips/2026."),
  v.minLength(1, "path must not be empty; leave it out."),
  v.maxLength(1536, "path is far too long; up to 1024 bytes of UTF-8 are taken."),
);

export const UploadRequest = v.strictObject({
  file_name: v.pipe(
    v.string("file_name must be a string."),
    v.minLength(1, "file_name must not be empty."),
    // More than 255 bytes in every script. The exact limit is in bytes, after normalisation.
    v.maxLength(1024, "file_name is far too long; up to 255 bytes of UTF-8 are taken."),
  ),
  extension: v.optional(
    v.pipe(
      v.string("extension must be a string, such as .jpg."),
      v.maxLength(255, "extension is far too long; leave it out."),
    ),
  ),
  len: v.optional(bytes("len")),
  type: v.pipe(
    v.string("type must be a string, such as image/jpeg or image."),
    v.maxLength(255, "type is far too long to be a media type."),
  ),
  checksum: v.optional(
    v.strictObject(
      {
        algorithm: v.picklist(
          CHECKSUM_ALGORITHMS,
          `checksum.algorithm must be one of ${CHECKSUM_ALGORITHMS.join(", ")}.`,
        ),
        value: v.optional(checksumValue("checksum.value")),
      },
      "checksum must be an object of algorithm and value.",
    ),
  ),
  multipart: v.optional(v.boolean("multipart must be true or false.")),
  max_len: v.optional(bytes("max_len")),
  path: v.optional(path),
  tags: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(TAG_KEY, KEY_FAULT)),
        v.pipe(
          v.string("A value of tags must be a string."),
          v.maxLength(MAX_TAG_VALUE_BYTES, `A value of tags takes up to ${MAX_TAG_VALUE_BYTES} bytes.`),
        ),
        'tags must be an object, such as {"album": "summer"}.',
      ),
      v.maxEntries(MAX_TAGS, `tags takes up to ${MAX_TAGS} pairs.`),
    ),
  ),
  on_behalf_of: v.optional(
    v.pipe(
      v.string("on_behalf_of must be a string."),
      v.regex(UUID_IN_ANY_CASE, "on_behalf_of must be the sub of a user, a UUID."),
    ),
  ),
});
export type UploadRequest = v.InferOutput<typeof UploadRequest>;

const batchOf = <S extends v.GenericSchema>(entry: S) =>
  v.pipe(
    v.array(entry, "files must be a list of files, each like the body of /upload."),
    v.minLength(1, "files must not be empty."),
    v.maxLength(MAX_BATCH, `files takes up to ${MAX_BATCH} files; send the others in another call.`),
  );

/** The body of /uploads. Each entry is checked by itself, so that a faulty one does not refuse the others. */
export const UploadsEnvelope = v.strictObject({ files: batchOf(v.unknown()) });
export type UploadsEnvelope = v.InferOutput<typeof UploadsEnvelope>;

/** The same body with valid entries. */
export const UploadsRequest = v.strictObject({ files: batchOf(UploadRequest) });
export type UploadsRequest = v.InferOutput<typeof UploadsRequest>;

const TAG_FAULT = `tag must be the key and the value of a tag, such as album:summer, up to ${MAX_TAGS} times.`;
const tag = v.pipe(v.string(), v.maxLength(320, TAG_FAULT));

/** Every value is a string, because a query string has no other types. A parameter that is sent several times is a list. */
export const ListRequest = v.strictObject({
  status: v.optional(v.picklist(STATUSES_LISTED, `status must be one of ${STATUSES_LISTED.join(", ")}.`)),
  name: v.optional(
    v.pipe(
      v.string("name must be a string."),
      v.minLength(1, "name must not be empty; leave it out for all names."),
      v.maxLength(255, "name is far too long; part of a name is enough."),
    ),
  ),
  path: v.optional(path),
  tag: v.optional(v.union([tag, v.pipe(v.array(tag), v.maxLength(MAX_TAGS))], TAG_FAULT)),
  limit: v.optional(
    v.pipe(
      v.string("limit must be a whole number from 1 to 100."),
      v.regex(/^([1-9]\d?|100)$/, "limit must be a whole number from 1 to 100."),
    ),
  ),
  cursor: v.optional(
    v.pipe(
      v.string("cursor must be a string."),
      v.minLength(1, "cursor must not be empty; leave it out for the first page."),
      // The place in a list by path is a path.
      v.maxLength(3072, "cursor is far too long; use next_cursor as it is."),
    ),
  ),
});
export type ListRequest = v.InferOutput<typeof ListRequest>;

/** The parts that one call of /upload-parts signs. */
export const MAX_SIGNED_PARTS = 100;

export const PartsRequest = v.strictObject({
  file_id: FileId,
  parts: v.optional(
    v.pipe(
      v.array(
        v.strictObject(
          {
            part_number: v.pipe(
              v.number("part_number must be a number."),
              v.safeInteger("part_number must be a whole number."),
              v.minValue(1, "part_number must be 1 or more."),
            ),
            checksum: checksumValue("checksum"),
            size: v.optional(bytes("size")),
          },
          "Each part must be an object of part_number, checksum and, without len, size.",
        ),
        "parts must be a list.",
      ),
      v.maxLength(MAX_SIGNED_PARTS, `parts takes up to ${MAX_SIGNED_PARTS} parts; call again for more.`),
    ),
  ),
  list: v.optional(v.boolean("list must be true or false.")),
  cursor: v.optional(
    v.pipe(
      v.string("cursor must be a string."),
      v.regex(/^[1-9]\d{0,4}$/, "cursor must be a next_cursor of this route."),
    ),
  ),
});
export type PartsRequest = v.InferOutput<typeof PartsRequest>;

/** Only a plan has more than file_id. */
export const ConfirmRequest = v.strictObject({
  file_id: FileId,
  checksum: v.optional(
    v.strictObject(
      {
        algorithm: v.picklist(
          CRC_ALGORITHMS,
          `checksum.algorithm must be one of ${CRC_ALGORITHMS.join(", ")}.`,
        ),
        value: checksumValue("checksum.value"),
      },
      "checksum must be an object of algorithm and value.",
    ),
  ),
  len: v.optional(bytes("len")),
});
export type ConfirmRequest = v.InferOutput<typeof ConfirmRequest>;

/** The statuses that /update-status accepts. The table of transitions decides which of them may follow now. */
export const SETTABLE_STATUSES = ["uploaded", "processing", "completed", "error", "quarantined"] as const;

export const UpdateRequest = v.strictObject({
  file_id: FileId,
  status: v.picklist(SETTABLE_STATUSES, `status must be one of ${SETTABLE_STATUSES.join(", ")}.`),
  details: v.optional(sentence("details")),
});
export type UpdateRequest = v.InferOutput<typeof UpdateRequest>;
