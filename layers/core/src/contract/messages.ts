import * as v from "valibot";

/** A message on the move queue. /confirm-upload sends it, and workers of a deployment may. It has exactly these members. */
export const MoveMessage = v.strictObject({
  key_path: v.string(),
  file_id: v.string(),
  dest_path: v.string(),
});
export type MoveMessage = v.InferOutput<typeof MoveMessage>;
