import * as v from "valibot";

/** On the queue from /confirm-upload, or from a worker written by anybody. Exactly these members. */
export const MoveMessage = v.strictObject({
  key_path: v.string(),
  file_id: v.string(),
  dest_path: v.string(),
});
export type MoveMessage = v.InferOutput<typeof MoveMessage>;
