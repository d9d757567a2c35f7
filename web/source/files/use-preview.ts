import { download, type Malote } from "malote";
import { useEffect, useState } from "preact/hooks";
import { hasPreview, type Previewable } from "./media.ts";

export type Preview = { state: "none" | "loading" | "failed" } | { state: "ready"; url: string };

/** The image of a file as an object URL, which is revoked with the component. */
export const usePreview = (malote: Malote, file: Previewable | undefined): Preview => {
  const file_id = file && hasPreview(file) ? file.file_id : undefined;
  const [preview, setPreview] = useState<Preview>({ state: "none" });
  useEffect(() => {
    if (file_id === undefined) return setPreview({ state: "none" });
    const controller = new AbortController();
    let url: string | undefined;
    setPreview({ state: "loading" });
    download(malote, file_id, { signal: controller.signal })
      .blob()
      .then(
        (image) => {
          if (controller.signal.aborted) return;
          url = URL.createObjectURL(image);
          setPreview({ state: "ready", url });
        },
        () => !controller.signal.aborted && setPreview({ state: "failed" }),
      );
    return () => {
      controller.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [malote, file_id]);
  return preview;
};
