import { useStore } from "../app/store.ts";
import { useWords } from "../language/language.ts";
import { Icon } from "../parts/icon.tsx";
import { sendingProgress } from "./progress.ts";

/** How fast the bytes leave. Uppy shows what is left, and how long it takes. */
export const SendingSpeed = () => {
  const { t, bytes } = useWords();
  const speed = useStore(sendingProgress)?.speed;
  if (!speed) return null;
  return (
    <p class="sending-speed soft">
      <Icon name="upload" size={16} /> {t("upload.speed", { size: bytes(speed) })}
    </p>
  );
};
