import { useEffect, useRef } from "preact/hooks";
import { useLoaded } from "../app/loaded.ts";
import { useService } from "../app/service.ts";
import { FollowList } from "../follow/follow-list.tsx";
import { useWords } from "../language/language.ts";
import { RefusedList } from "./refused-list.tsx";
import { openUploads, type Uploads } from "./uploads.ts";
import "./upload-view.css";

/** Files are chosen and sent at one side, and followed at the other. */
const UploadView = () => {
  const { t } = useWords();
  const service = useService();
  const { value: uploads } = useLoaded(() => openUploads(service), [service]);
  return (
    <div class="view upload-view">
      <h1 class="hidden-text">{t("upload.title")}</h1>
      <section class="upload-choose" aria-label={t("upload.dashboard")}>
        {uploads ? <Board uploads={uploads} /> : <div class="board-place card" aria-busy="true" />}
        <RefusedList />
      </section>
      <FollowList sendAgain={(id) => uploads?.sendAgain(id)} chooseOther={() => uploads?.board.choose()} />
    </div>
  );
};

const Board = ({ uploads: { board } }: { uploads: Uploads }) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? board.showIn(place.current) : undefined), [board]);
  return <div ref={place} class="board-place card" />;
};

export default UploadView;
