import * as v from "valibot";

/** The message of /confirm-upload on the move queue. A worker written by anybody may send it too. Exactly these members. */
export const MoveMessage = v.strictObject({
  key_path: v.string(),
  file_id: v.string(),
  dest_path: v.string(),
});
export type MoveMessage = v.InferOutput<typeof MoveMessage>;
