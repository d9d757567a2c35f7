import { wouldLoseBytes } from "./leaving.ts";
import { sendingProgress } from "./progress.ts";
import { Speed } from "./speed.ts";
import type { UploadUppy } from "./uppy-types.ts";

/** Milliseconds between two looks at the speed. */
const PAUSE = 1000;

/**
 * Keeps the progress for the shell, and warns of a reload while bytes would be lost. Returns the function that ends it.
 * @param takesParts whether the deployment accepts files in parts
 */
export const watchProgress = (uppy: UploadUppy, takesParts: boolean): (() => void) => {
  let speed = new Speed();
  let shownSpeed: number | undefined;
  const update = () => {
    const { currentUploads, totalProgress, recoveredState } = uppy.getState();
    const isSending = Object.keys(currentUploads).length > 0 && !recoveredState;
    const before = sendingProgress.get();
    const share = totalProgress / 100;
    if (!isSending) sendingProgress.set(undefined);
    else if (before?.share !== share || before.speed !== shownSpeed)
      sendingProgress.set({ share, speed: shownSpeed });
    if (isSending) return;
    speed = new Speed();
    shownSpeed = undefined;
  };
  uppy.on("state-update", update);
  uppy.on("upload-progress", (file, { bytesUploaded }) => file && speed.add(file.id, bytesUploaded));
  const timer = setInterval(() => {
    if (!sendingProgress.get()) return;
    shownSpeed = speed.perSecond();
    update();
  }, PAUSE);
  const warn = (event: BeforeUnloadEvent) => {
    if (wouldLoseBytes(uppy.getFiles(), takesParts)) event.preventDefault();
  };
  window.addEventListener("beforeunload", warn);
  return () => {
    clearInterval(timer);
    window.removeEventListener("beforeunload", warn);
    uppy.off("state-update", update);
    sendingProgress.set(undefined);
  };
};
