import { useEffect, useState } from "preact/hooks";
import { linkTo } from "../app/route.ts";
import { type Service, useService } from "../app/service.ts";
import { useWords } from "../language/language.ts";
import { Icon } from "../parts/icon.tsx";
import type { Uploads } from "./uploads.ts";
import "./drop-anywhere.css";

/** Uppy is loaded when files are dragged over the page for the first time, so that it is there when they are dropped. */
const load = () => import("./uploads.ts");

const carriesFiles = (data: DataTransfer | null): data is DataTransfer => !!data?.types.includes("Files");

/** Files may be dropped and pasted anywhere on the page, in every view. */
export const DropAnywhere = () => {
  const { t } = useWords();
  const service = useService();
  const [isOver, setOver] = useState(false);
  useEffect(() => listen(service, setOver), [service]);
  if (!isOver) return null;
  return (
    <div class="drop-anywhere" aria-hidden="true">
      <p>
        <Icon name="upload" size={40} />
        {t("upload.drop-now")}
      </p>
    </div>
  );
};

const listen = (service: Service, setOver: (isOver: boolean) => void): (() => void) => {
  const listeners = new AbortController();
  // Before the Dashboard, which would take only what is dropped on itself.
  const options = { capture: true, signal: listeners.signal };
  let opened: Uploads | undefined;
  const open = async (): Promise<Uploads> => {
    const { openUploads } = await load();
    opened = await openUploads(service);
    return opened;
  };
  const add = (data: DataTransfer) => {
    location.hash = linkTo.upload;
    // The view of uploads, which opens now, shows why they cannot be loaded.
    addTo(data).catch(() => {});
  };
  const addTo = async (data: DataTransfer) => {
    if (opened) return opened.add(data);
    // The browser empties `data` when this event is over. Until Uppy is there, only plain files can be read in time.
    const kept = new DataTransfer();
    for (const file of data.files) kept.items.add(file);
    await (await open()).add(kept);
  };
  const take = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener(
    "dragover",
    (event) => {
      if (!carriesFiles(event.dataTransfer)) return;
      take(event);
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
      void open().catch(() => {});
    },
    options,
  );
  window.addEventListener(
    "dragleave",
    (event) => {
      // Only when the pointer leaves the window does it enter nothing.
      if (event.relatedTarget === null) setOver(false);
    },
    options,
  );
  window.addEventListener(
    "drop",
    (event) => {
      if (!carriesFiles(event.dataTransfer)) return;
      take(event);
      setOver(false);
      add(event.dataTransfer);
    },
    options,
  );
  window.addEventListener(
    "paste",
    (event) => {
      if (!carriesFiles(event.clipboardData) || isText(event.target)) return;
      take(event);
      add(event.clipboardData);
    },
    options,
  );
  return () => listeners.abort();
};

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input, textarea, [contenteditable]");
