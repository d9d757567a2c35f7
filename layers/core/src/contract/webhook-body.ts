import * as v from "valibot";
import { FileStatusChanged } from "./events.ts";
import { EVENT_TYPES } from "./webhooks.ts";

/** The body of a webhook, as Standard Webhooks recommends it. `data` is the detail of FileStatusChanged. */
export const WebhookBody = v.object({
  type: v.picklist(EVENT_TYPES),
  /** When the file changed. */
  timestamp: v.pipe(v.string(), v.isoTimestamp()),
  data: FileStatusChanged,
});
export type WebhookBody = v.InferOutput<typeof WebhookBody>;
