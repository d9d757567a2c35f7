import type { FileRecord } from "@malote/core";
import { typeMismatch } from "./families.ts";
import { FinalFault } from "./faults.ts";
import type { FoundSource } from "./find-source.ts";
import type { MoverPorts, Source } from "./ports.ts";

/**
 * Checks the size of the source and the type of its first bytes against the record. It makes no call.
 * Refused bytes stay in temp/ until the lifecycle rule deletes them, so that an operator can inspect them.
 * @throws FinalFault `size-differs`, `type-differs`
 */
export const verifyBytes = async (
  ports: Pick<MoverPorts, "refusesPrograms">,
  file: Pick<FileRecord, "key_path" | "len" | "content_type">,
  { etag, size, head }: FoundSource,
): Promise<Source> => {
  if (size !== file.len)
    throw new FinalFault("size-differs", `The file has ${size} bytes, but ${file.len} were announced.`, {
      cause: `${file.key_path} has ${size} bytes`,
    });
  const mismatch = file.len === 0 ? undefined : await typeMismatch(file.content_type, head, ports);
  if (mismatch !== undefined)
    throw new FinalFault("type-differs", `The bytes are not ${file.content_type}; they are ${mismatch}.`, {
      cause: `the first ${head.length} bytes are ${mismatch}`,
    });
  return { etag, size };
};
