import { type CompletedImage, TAG } from "./completed-image.ts";
import { type Ports, type Stored, Unreadable } from "./ports.ts";

/**
 * Bytes. A larger original gets no thumbnail, because the function holds the whole of it. 32 MiB are more than a
 * JPEG of 25 megapixels has.
 */
export const MAX_BYTES = 32 * 1024 * 1024;

export type Outcome = Stored | { outcome: "skipped"; why: string };

/**
 * Makes the thumbnail of a completed image and uploads it on behalf of the image's owner.
 *
 * An image of which there can be no thumbnail is skipped, so that its event is not repeated. Any other error is thrown: Lambda
 * repeats the event, and then sends it to the dead-letter queue.
 */
export const makeThumbnail =
  ({ originals, scaleDown, thumbnails }: Ports) =>
  async (image: CompletedImage): Promise<Outcome> => {
    const { file_id, extension, len, owner, created_at, path, tags } = image;
    // The rule leaves thumbnails out. A rule that somebody has changed must not make thumbnails of thumbnails without end.
    if (tags[TAG] !== undefined) return skip("it is a thumbnail");
    if (len > MAX_BYTES) return skip(`it has more than ${MAX_BYTES} bytes`);

    const bytes = await originals.read(`dest/${file_id}${extension}`);
    if (!bytes) return skip("it was deleted or quarantined meanwhile");
    const scaled = await scaleDown(bytes).catch(skipUnreadable);
    if ("why" in scaled) return scaled;

    return thumbnails.store({
      ...scaled,
      name: `${file_id}${scaled.extension}`,
      path: pathOf(path),
      owner,
      tags: { [TAG]: file_id },
      // Not detail.id: an image that is released from a quarantine is completed a second time, with another id. created_at is
      // in the key because a file_id can return after its record was removed (docs/events.md).
      idempotencyKey: `${TAG}:${file_id}:${created_at}`,
    });
  };

const skip = (why: string) => ({ outcome: "skipped" as const, why });

const skipUnreadable = (error: unknown) => {
  if (error instanceof Unreadable) return skip(error.message);
  throw error;
};

/** The folder of the original, below `thumbnails`: so one list has the thumbnails of a folder. A path has 1,024 bytes at most. */
const pathOf = (path: string | undefined): string => {
  const full = path === undefined ? "thumbnails" : `thumbnails/${path}`;
  return Buffer.byteLength(full) > 1024 ? "thumbnails" : full;
};
