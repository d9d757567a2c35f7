import type { ObjectHead } from "@malote/core";
import type { InboxObject, InboxPorts } from "./ports.ts";

/**
 * The object that the event reports. Undefined if it is not there any more: it was taken, deleted or overwritten.
 * Other bytes have another ETag. The same bytes of a later write have a later time: S3 keeps it in whole seconds.
 */
export const findSource = async (
  { storage }: { storage: Pick<InboxPorts["storage"], "head"> },
  { key, etag, written_at }: InboxObject,
): Promise<ObjectHead | undefined> => {
  const found = await storage.head(key);
  if (!found || found.etag !== etag) return undefined;
  const isLater =
    found.last_modified !== undefined &&
    written_at !== undefined &&
    Date.parse(found.last_modified) - Date.parse(written_at) >= 1000;
  return isLater ? undefined : found;
};
