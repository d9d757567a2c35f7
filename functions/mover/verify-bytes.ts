import type { FileRecord } from "@malote/core";
import { FinalFault } from "./faults.ts";
import type { FoundSource } from "./find-source.ts";
import { judge } from "./kinds/judge.ts";
import type { MoverPorts, Source } from "./ports.ts";

/**
 * Checks the size of the source and the type of its first bytes against the record. It makes no call.
 * Refused bytes stay in temp/ until the lifecycle rule deletes them, so that an operator can inspect them.
 * @throws FinalFault `size-differs`, `type-differs`
 */
export const verifyBytes = async (
  ports: Pick<MoverPorts, "refusesPrograms">,
  file: Pick<FileRecord, "key_path" | "len" | "content_type" | "extension">,
  { etag, size, head }: FoundSource,
): Promise<Source> => {
  if (size !== file.len)
    throw new FinalFault("size-differs", `The file has ${size} bytes, but ${file.len} were announced.`, {
      cause: `${file.key_path} has ${size} bytes`,
    });
  if (file.len === 0) return { etag, size };
  const judgement = await judge(file, head, ports);
  if (!judgement.ok)
    throw new FinalFault("type-differs", `${difference(file, judgement.found)} ${WHAT_TO_DO}`, {
      cause: `the first ${head.length} bytes are ${judgement.found}`,
    });
  return { etag, size, ...(judgement.type !== undefined && { type: judgement.type }) };
};

const difference = ({ content_type }: Pick<FileRecord, "content_type">, found: string): string =>
  `The bytes are not ${content_type}; they are ${found}.`;

const WHAT_TO_DO =
  "If the file opens where it comes from, announce it again with the extension and the type of its bytes.";
