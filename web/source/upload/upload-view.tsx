import { useEffect, useRef } from "preact/hooks";
import { useLoaded } from "../app/loaded.ts";
import { type Service, useService } from "../app/service.ts";
import { Trouble } from "../deployment/trouble.tsx";
import { FollowList } from "../follow/follow-list.tsx";
import { useWords } from "../language/language.ts";
import { RefusedList } from "./refused-list.tsx";
import { SendingSpeed } from "./sending-speed.tsx";
import type { Uploads } from "./uploads.ts";
import "./upload-view.css";

/** Files are chosen and sent at one side, and followed at the other. */
const UploadView = () => {
  const { t } = useWords();
  const service = useService();
  const { value: uploads, error, reload } = useLoaded(() => load(service), [service]);
  return (
    <div class="upload-place">
      <div class="view upload-view">
        <h1 class="hidden-text">{t("upload.title")}</h1>
        <section class="upload-choose" aria-label={t("upload.dashboard")}>
          {uploads ? (
            <Board uploads={uploads} />
          ) : error === undefined ? (
            <div class="board-place card" aria-busy="true">
              <p class="centred soft">
                <span class="spinner" aria-hidden="true" /> {t("app.loading")}
              </p>
            </div>
          ) : (
            <Trouble error={error} retry={reload} />
          )}
          <SendingSpeed />
          <RefusedList />
        </section>
        <FollowList sendAgain={(id) => uploads?.sendAgain(id)} chooseOther={() => uploads?.board.choose()} />
      </div>
    </div>
  );
};

/** Uppy is large, so the view is there before it. */
const load = async (service: Service): Promise<Uploads> =>
  (await import("./uploads.ts")).openUploads(service);

const Board = ({ uploads: { board } }: { uploads: Uploads }) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? board.showIn(place.current) : undefined), [board]);
  return <div ref={place} class="board-place card" />;
};

export default UploadView;
