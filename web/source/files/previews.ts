import { download, type Malote } from "malote";
import { currentSession } from "../session/current-session.ts";

/** Pixels: twice what is shown, for sharp screens. */
const WIDTH = 112;
/** Downloads at once. */
const PARALLEL = 4;
/** Previews that are kept: some kilobytes each. */
const MOST = 400;

/** Object URLs by file, the one used last at the end. An empty one: the image cannot be drawn. */
const kept = new Map<string, string>();

interface Wish {
  malote: Malote;
  file_id: string;
  signal: AbortSignal;
  give(url: string): void;
}
let wishes: Wish[] = [];
let working = 0;

/** The preview that the page has already. */
export const keptPreview = (file_id: string): string | undefined => {
  const url = kept.get(file_id);
  if (url === undefined) return undefined;
  kept.delete(file_id);
  kept.set(file_id, url);
  return url;
};

/** The browser could not draw it, and will not another time. */
export const dropPreview = (file_id: string): void => {
  URL.revokeObjectURL(kept.get(file_id) ?? "");
  kept.set(file_id, "");
};

/**
 * Fetches the small preview of an image, and keeps it for the session. The latest wish comes first, because it is the one
 * that the person sees. A wish whose signal is aborted before its turn is dropped.
 * @param give is called with an object URL, or an empty text if there is no preview
 */
export const wishPreview = (
  malote: Malote,
  file_id: string,
  signal: AbortSignal,
  give: (url: string) => void,
): void => {
  wishes.push({ malote, file_id, signal, give });
  work();
};

const work = async (): Promise<void> => {
  if (working >= PARALLEL) return;
  wishes = wishes.filter(({ signal }) => !signal.aborted);
  const wish = wishes.pop();
  if (!wish) return;
  working++;
  const { malote, file_id, signal, give } = wish;
  try {
    const url = kept.get(file_id) ?? (await fetchPreview(malote, file_id, signal));
    keep(file_id, url);
    if (!signal.aborted) give(url);
  } catch {
    // Without a preview the row shows the icon. Another time may succeed, unless the image itself is the reason.
    if (!signal.aborted) give("");
  } finally {
    working--;
    work();
  }
};

const fetchPreview = async (malote: Malote, file_id: string, signal: AbortSignal): Promise<string> => {
  const image = await download(malote, file_id, { signal }).blob();
  return URL.createObjectURL(await shrink(image).catch(() => image));
};

/** Rejects for what the browser draws only as a whole, such as SVG, or where it cannot shrink outside of the page. */
const shrink = async (image: Blob): Promise<Blob> => {
  const bitmap = await createImageBitmap(image, { resizeWidth: WIDTH, resizeQuality: "medium" });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/webp", quality: 0.85 });
};

const keep = (file_id: string, url: string): void => {
  kept.set(file_id, url);
  for (const [oldest, old] of kept) {
    if (kept.size <= MOST) return;
    kept.delete(oldest);
    URL.revokeObjectURL(old);
  }
};

currentSession.subscribe(() => {
  for (const url of kept.values()) URL.revokeObjectURL(url);
  kept.clear();
});
