import { useEffect, useRef, useState } from "preact/hooks";
import { useService } from "../app/service.ts";
import { Icon } from "../parts/icon.tsx";
import { hasPreview, iconOf, type Previewable } from "./media.ts";
import { dropPreview, keptPreview, wishPreview } from "./previews.ts";
import "./thumb.css";

/** Milliseconds that an image must be in the window, so that a list that flies by fetches nothing. */
const SEEN = 150;

const savesData = (): boolean =>
  "connection" in navigator && (navigator.connection as { saveData?: boolean }).saveData === true;

/** The icon of a file's type, or the image itself once it has been in the window for a moment. */
export const Thumb = ({ file }: { file: Previewable }) => {
  const { malote } = useService();
  const { file_id, type } = file;
  const place = useRef<HTMLSpanElement>(null);
  const [url, setUrl] = useState(() => keptPreview(file_id) ?? "");
  const showIcon = () => {
    dropPreview(file_id);
    setUrl("");
  };
  const isWanted = url === "" && hasPreview(file);
  useEffect(() => {
    if (!isWanted || !place.current || savesData()) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      if (!entry?.isIntersecting) return;
      timer = setTimeout(() => {
        observer.disconnect();
        wishPreview(malote, file_id, controller.signal, setUrl);
      }, SEEN);
    });
    observer.observe(place.current);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      controller.abort();
    };
  }, [malote, file_id, isWanted]);
  return (
    <span class="thumb" ref={place}>
      {url === "" ? (
        <Icon name={iconOf(type)} size={22} />
      ) : (
        <img src={url} alt="" width="44" height="44" decoding="async" onError={showIcon} />
      )}
    </span>
  );
};
