import type { FileRecord } from "@malote/core";
import { typeMismatch } from "./families.ts";
import { FinalFault } from "./faults.ts";
import type { MoverPorts } from "./ports.ts";

export type Source = { etag: string; size: number };

/**
 * Looks at the bytes once, before they go anywhere: as many as announced, and of the declared family.
 * What is refused stays in temp/ until the lifecycle rule takes it, for whoever must look.
 * @throws FinalFault
 */
export const verifyBytes = async ({ storage }: MoverPorts, file: FileRecord): Promise<Source> => {
  const found = await storage.peek(file.key_path, { empty: file.len === 0 });
  if (!found)
    throw new FinalFault(
      "bytes-missing",
      "The bytes are not there yet; send them with the form of /upload.",
      {
        cause: `nothing at ${file.key_path}: a message came before the bytes, or they were removed`,
        retryable: true,
      },
    );
  if (found.size !== file.len)
    throw new FinalFault(
      "size-differs",
      `The file has ${found.size} bytes, but ${file.len} were announced.`,
      {
        cause: `${file.key_path} has ${found.size} bytes`,
      },
    );
  const mismatch = file.len === 0 ? undefined : await typeMismatch(file.content_type, found.head);
  if (mismatch !== undefined)
    throw new FinalFault("type-differs", `The bytes are not ${file.content_type}; they are ${mismatch}.`, {
      cause: `the first ${found.head.length} bytes are ${mismatch}`,
    });
  return { etag: found.etag, size: found.size };
};
