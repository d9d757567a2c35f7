import { randomUUID } from "node:crypto";
import type { Caller, Clock, Files, IdGenerator, Storage, UploadRequest, UploadView } from "@malote/core";
import { InvalidRequest, newFile } from "@malote/core";
import {
  enforceLimits,
  mediaTypeOf,
  normaliseExtension,
  normaliseName,
  type UploadLimits,
} from "@malote/core/upload-rules";

export type UploadPorts = {
  files: Pick<Files, "create">;
  storage: Pick<Storage, "presignPost">;
  limits: UploadLimits;
  /** How long the presigned POST is good for. */
  expirySeconds: number;
  clock?: Clock;
  /** A random UUID: an id must not tell when it was made. */
  newId?: IdGenerator;
};

/**
 * Takes down what is to come and hands out a form that lets exactly that into the bucket.
 * The record stands before the form leaves, so that no bytes ever come unknown.
 * @throws FileTooLarge (413), TypeNotAllowed (415)
 */
export const requestUpload =
  ({ files, storage, limits, expirySeconds, clock = () => new Date(), newId = randomUUID }: UploadPorts) =>
  async (wish: UploadRequest, caller: Caller): Promise<UploadView> => {
    const extension = normaliseExtension(wish.extension);
    const media = mediaTypeOf(wish.type, extension);
    // The rules have spoken of this already; a wish that did not pass them gets no further.
    if ("fault" in media) throw new InvalidRequest([{ pointer: "#/type", detail: media.fault }]);
    enforceLimits(wish.len, media.content_type, limits);

    const file = newFile(
      {
        file_id: newId(),
        owner: caller.sub,
        file_name: normaliseName(wish.file_name),
        extension,
        content_type: media.content_type,
        len: wish.len,
        checksum: wish.checksum,
      },
      clock().toISOString(),
      expirySeconds,
    );
    await files.create(file);
    const { url, fields } = await storage.presignPost(file, expirySeconds);
    return {
      file_id: file.file_id,
      file_name: file.file_name,
      method: "POST",
      url,
      fields,
      expires_at: file.expires_at,
    };
  };
