import type { Checksum, FileRecord } from "./file.ts";
import { INBOX } from "./inbox.ts";
import { destPath, keyPath } from "./keys.ts";
import { openShard } from "./open-index.ts";
import { pathKey } from "./path.ts";
import { nextPlanCheck, PLAN_DAYS } from "./plan.ts";
import type { Actor } from "./status.ts";
import type { Tags } from "./tags.ts";
import { secondsAfter } from "./time.ts";

export type NewFile = Pick<
  FileRecord,
  "file_id" | "owner" | "file_name" | "extension" | "content_type" | "len"
> & {
  checksum?: Checksum | undefined;
  uploaded_by?: string | undefined;
  path?: string | undefined;
  tags?: Tags | undefined;
  /** The members of a plan, whose upload is not created yet. */
  plan?:
    | (Pick<FileRecord, "max_len"> & Required<Pick<FileRecord, "part_bytes" | "checksum_algorithm">>)
    | undefined;
};

/**
 * The longest nameKey, in bytes of UTF-8: twice the longest name. NFKC makes 33 bytes of the 3 bytes of U+FDFA, and each
 * list of the owner would read them. A name that does not expand is always below the limit.
 */
export const MAX_NAME_KEY_BYTES = 510;

/**
 * The form of a name that lists are searched by. It ignores case and compatibility forms. Both small sigmas
 * become one letter and the Turkish İ becomes i, so that a part of a name is found in the whole name. A form that is too
 * long is cut after a whole character. A searched name is cut in the same way, so the whole name is always found.
 */
export const nameKey = (name: string): string =>
  cut(name.normalize("NFKC").toLowerCase().replaceAll("ς", "σ").replaceAll("\u0307", ""));

/** encodeInto writes only whole characters. `read` is the length of the written part in the text. */
const cut = (key: string): string =>
  key.slice(0, new TextEncoder().encodeInto(key, new Uint8Array(MAX_NAME_KEY_BYTES)).read);

/**
 * The record of a file that is announced at `at`: `pending`, version 1, due for a check when its form expires. A plan ends
 * with its multipart upload, and is checked before.
 */
export const newFile = (
  { checksum, uploaded_by, path, tags, plan, ...file }: NewFile,
  at: string,
  formSeconds: number,
): FileRecord => {
  const expires_at = secondsAfter(at, plan ? PLAN_DAYS * 24 * 3600 : formSeconds);
  const check_at = plan ? nextPlanCheck({ ...plan, created_at: at, expires_at }, at) : expires_at;
  return {
    ...file,
    ...(checksum && { checksum }),
    ...(uploaded_by !== undefined && { uploaded_by }),
    ...plan,
    ...(path !== undefined && { path, path_key: pathKey(path, at) }),
    ...(tags && { tags }),
    name_key: nameKey(file.file_name),
    key_path: keyPath(file.file_id, file.extension),
    dest_path: destPath(file.file_id, file.extension),
    status: "pending",
    version: 1,
    attempts: 0,
    created_at: at,
    updated_at: at,
    expires_at,
    history: [{ status: "pending", at, by: announcerOf(uploaded_by) }],
    open_shard: openShard(file.file_id),
    check_at,
  };
};

const announcerOf = (uploadedBy: string | undefined): Actor => {
  if (uploadedBy === undefined) return "owner";
  return uploadedBy === INBOX ? INBOX : "relay";
};
