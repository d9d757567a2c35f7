import type { FileRecord } from "./file.ts";

/** The members of a move message. A message with any other member is refused. */
export type MoveMessage = Pick<FileRecord, "key_path" | "file_id" | "dest_path">;

/** The message that asks the mover to move this file. */
export const moveMessage = ({ key_path, file_id, dest_path }: FileRecord): MoveMessage => ({
  key_path,
  file_id,
  dest_path,
});
