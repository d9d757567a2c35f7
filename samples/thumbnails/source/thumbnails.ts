import { type Malote, ServiceError, upload } from "malote/node";
import type { Ports } from "./ports.ts";

/**
 * What the service responds to a thumbnail that it accepts neither now nor later:
 * - idempotency-conflict: there is one, of another version of this function;
 * - file-deleted: the owner has deleted the thumbnail;
 * - unknown-owner: the owner's account is gone.
 */
const FINAL = ["idempotency-conflict", "file-deleted", "unknown-owner"];

/** Uploads as the account of `malote`, which must be in the group `relays`. */
export const thumbnailsOf = (malote: Malote): Ports["thumbnails"] => ({
  async store({ bytes, name, type, path, owner, tags, idempotencyKey }) {
    try {
      const options = { name, type, path, tags, idempotencyKey, onBehalfOf: owner };
      const { file_id } = await upload(malote, bytes, options);
      return { outcome: "stored", file_id };
    } catch (error) {
      if (error instanceof ServiceError && FINAL.includes(error.code))
        return { outcome: "refused", code: error.code };
      throw error;
    }
  },
});
