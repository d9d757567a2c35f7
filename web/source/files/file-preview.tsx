import type { FileView as FileRecord } from "malote";
import { useState } from "preact/hooks";
import { useService } from "../app/service.ts";
import { useWords } from "../language/language.ts";
import { Icon } from "../parts/icon.tsx";
import { hasPreview, iconOf } from "./media.ts";
import { usePreview } from "./use-preview.ts";
import "./file-preview.css";

/** The image of a file, in a place that has its size before it is there. Nothing for other files. */
export const FilePreview = ({ file }: { file: FileRecord }) => {
  const { t } = useWords();
  const { malote } = useService();
  const preview = usePreview(malote, file);
  const [isBroken, setIsBroken] = useState(false);
  if (!hasPreview(file)) return null;
  return (
    <figure class="card file-preview" aria-busy={preview.state === "loading"}>
      {preview.state === "ready" && !isBroken ? (
        <img
          src={preview.url}
          alt={t("files.preview-of", { name: file.file_name })}
          onError={() => setIsBroken(true)}
        />
      ) : preview.state === "failed" || isBroken ? (
        <figcaption class="soft">
          <Icon name={iconOf(file.type)} size={32} />
          {t("files.no-preview")}
        </figcaption>
      ) : (
        <span class="spinner" aria-hidden="true" />
      )}
    </figure>
  );
};
