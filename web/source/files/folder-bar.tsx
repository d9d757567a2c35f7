import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../language/language.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { type Folder, folderTrail } from "./folders.ts";
import { type Chosen, queryOf } from "./query.ts";
import "./folder-bar.css";

/** More folders are shown on request. */
const MOST = 12;

const addressOf = (chosen: Chosen, path: string) => {
  const query = String(queryOf({ ...chosen, path }));
  return query === "" ? "#/files" : `#/files?${query}`;
};

/** The way to the chosen folder, and the folders below it that the loaded files are in. */
export const FolderBar = ({ chosen, folders }: { chosen: Chosen; folders: readonly Folder[] }) => {
  const { t, number } = useWords();
  const { path } = chosen;
  const [isWhole, setIsWhole] = useState(false);
  const bar = useRef<HTMLElement>(null);
  const before = useRef(path);
  // The link that was followed is not there any more. The focus goes to where it led.
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    setIsWhole(false);
    if (document.activeElement === document.body)
      bar.current?.querySelector<HTMLElement>("[aria-current]")?.focus();
  }, [path]);
  if (path === "" && folders.length === 0) return null;
  const trail = folderTrail(path);
  const shown = isWhole ? folders : folders.slice(0, MOST);
  return (
    <nav class="folder-bar" ref={bar} aria-label={t("files.folders")}>
      {path !== "" && (
        <ol class="trail">
          <li>
            <a href={addressOf(chosen, "")}>{t("files.every-folder")}</a>
          </li>
          {trail.map((folder) => (
            <li key={folder.path}>
              <Icon name="next" size={14} />
              <a
                href={addressOf(chosen, folder.path)}
                aria-current={folder.path === path ? "page" : undefined}
              >
                {folder.name}
              </a>
            </li>
          ))}
        </ol>
      )}
      {shown.length > 0 && (
        <ul class="folders">
          {shown.map((folder) => (
            <li key={folder.path}>
              <a class="folder" href={addressOf(chosen, folder.path)}>
                <Icon name="files" size={16} />
                <span>{folder.name}</span>
              </a>
            </li>
          ))}
          {shown.length < folders.length && (
            <li>
              <Button look="quiet" onClick={() => setIsWhole(true)}>
                {t("files.more-folders", { count: number(folders.length - shown.length) })}
              </Button>
            </li>
          )}
        </ul>
      )}
    </nav>
  );
};
