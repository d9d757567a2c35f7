import type { ListedView } from "malote";
import type { IconName } from "../parts/icon.tsx";

const ARCHIVES = /zip|tar|compressed|gzip|bzip|rar|7z|zstd|x-xz/;

/** The icon of a media type. */
export const iconOf = (type: string): IconName => {
  const [kind] = type.split("/", 1);
  if (kind === "image" || kind === "video" || kind === "audio") return kind;
  return ARCHIVES.test(type) ? "archive" : "document";
};

/** Bytes. Larger images are not worth their download. */
const LARGEST_PREVIEW = 5_000_000;

/** What every browser draws. */
const DRAWN = /^image\/(jpeg|png|gif|webp|avif|bmp|svg\+xml)$/;

export type Previewable = Pick<ListedView, "file_id" | "status" | "type" | "len">;

/** Whether a preview is fetched: of completed images under 5 MB. */
export const hasPreview = ({ status, type, len }: Previewable): boolean =>
  status === "completed" && len > 0 && len < LARGEST_PREVIEW && DRAWN.test(type);
