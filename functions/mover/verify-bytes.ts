import type { FileRecord } from "@malote/core";
import { completeUpload } from "./complete-upload.ts";
import { typeMismatch } from "./families.ts";
import { FinalFault } from "./faults.ts";
import type { MoverPorts, TimeLeft } from "./ports.ts";

export type Source = { etag: string; size: number };

/**
 * Looks at the bytes once, before they go anywhere: as many as announced, and of the declared family.
 * What is refused stays in temp/ until the lifecycle rule takes it, for whoever must look.
 * @throws FinalFault, and what completing the client's upload throws
 */
export const verifyBytes = async (ports: MoverPorts, file: FileRecord, time: TimeLeft): Promise<Source> => {
  const found = await lookAtSource(ports, file, time);
  if (!found)
    throw new FinalFault("bytes-missing", howToSend(file), {
      cause: `nothing at ${file.key_path}: a message came before the bytes, or they were removed`,
      retryable: true,
    });
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

/**
 * The client's multipart upload is completed only where nothing is found: whoever has done so before, or goes
 * on with a move, makes no call for it.
 */
const lookAtSource = async (ports: MoverPorts, file: FileRecord, time: TimeLeft) => {
  const look = () => ports.storage.peek(file.key_path, { empty: file.len === 0 });
  const found = await look();
  if (found || file.upload_id === undefined) return found;
  await completeUpload(ports, file, file.upload_id, time);
  return look();
};

const howToSend = ({ upload_id }: FileRecord): string =>
  upload_id === undefined
    ? "The bytes are not there yet; send them with the form of /upload."
    : "The upload was aborted, and its parts are gone; ask /upload for a new one.";
