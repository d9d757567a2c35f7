import * as v from "valibot";

/** The media types that the function can read. The rule in template.yaml selects the same. */
export const TYPES = ["image/jpeg", "image/png", "image/gif"] as const;

/** The tag of each thumbnail. Its value is the `file_id` of the original. */
export const TAG = "thumbnail-of";

/**
 * What this function needs of a FileStatusChanged (docs/events.md). A newer service may add members. The form of `file_id`
 * and `extension` is checked because they become an object key.
 */
const CompletedImage = v.object({
  status: v.literal("completed"),
  file_id: v.pipe(v.string(), v.uuid()),
  extension: v.pipe(v.string(), v.regex(/^(\.[a-z0-9._-]+)?$/)),
  type: v.picklist(TYPES),
  len: v.number(),
  owner: v.pipe(v.string(), v.uuid()),
  created_at: v.string(),
  path: v.optional(v.string()),
  tags: v.optional(v.record(v.string(), v.string()), {}),
});
export type CompletedImage = v.InferOutput<typeof CompletedImage>;

/** @throws ValiError if the rule delivers other events than those of template.yaml */
export const completedImage = (detail: unknown): CompletedImage => v.parse(CompletedImage, detail);
