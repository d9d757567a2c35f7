import { useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { sendingProgress } from "./progress.ts";
import "./sending-mark.css";

/** How much is sent, in the navigation of every view. */
export const SendingMark = () => {
  const { t, percent } = useWords();
  const sending = useStore(sendingProgress);
  if (!sending) return null;
  const shown = percent(sending.share);
  return (
    <span class="sending-mark" title={t("upload.sending", { percent: shown })}>
      {shown}
    </span>
  );
};
