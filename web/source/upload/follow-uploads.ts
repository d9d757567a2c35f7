import { type Malote, type StatusView, waitFor } from "malote";
import { UploadFailed } from "malote/uppy";
import {
  type FollowedFile,
  followed,
  followFailure,
  followStatus,
  isUnderWay,
  unfollow,
} from "../follow/followed.ts";
import { explain } from "../language/explain.ts";
import { currentWords } from "../language/language.ts";
import type { UploadFile, UploadUppy } from "./uppy-types.ts";

/**
 * Puts what happens to each file into the list beside the Dashboard. `clearSent` removes the sent files from the Dashboard alone.
 */
export const followUploads = (uppy: UploadUppy, malote: Malote) => {
  uppy.on("upload-success", (file, { body }) => {
    if (!file || !body) return;
    const { file_id, file_name, status } = body;
    const created_at = new Date(file.progress.uploadStarted ?? Date.now()).toISOString();
    const updated_at = new Date().toISOString();
    followStatus(factsOf(file), { file_id, file_name, status, created_at, updated_at });
  });
  uppy.on("file-status", (file, view) => followStatus(factsOf(file), view));
  uppy.on("upload-error", (file, error) => {
    if (!file) return;
    const cause = error instanceof UploadFailed ? error.cause : error;
    followFailure(factsOf(file), cause);
    // Uppy shows it at the file.
    const { title, detail } = explain(currentWords(), cause);
    uppy.setFileState(file.id, { error: `${title} ${detail}`.trim() });
  });
  const again = (file: UploadFile | undefined) => file && unfollow(file.id);
  uppy.on("upload-retry", again);
  uppy.on("retry-all", (files) => files.forEach(again));

  const stop = new AbortController();
  // The plugin does not follow what Uppy does not have: after Done and Cancel, and the cross of a file.
  uppy.on("file-removed", ({ id }) => {
    const file = followed.get().find((one) => one.id === id);
    if (!file?.view || !isUnderWay(file)) return;
    const onStatus = (view: StatusView) => followStatus(file, view);
    // The status of a file that fails is shown already.
    waitFor(malote, file.view.file_id, { onStatus, signal: stop.signal }).catch(() => {});
  });
  const clearSent = () => {
    const sent = uppy.getFiles().filter(({ progress, error }) => progress.uploadComplete && !error);
    uppy.removeFiles(sent.map(({ id }) => id));
  };
  return { clearSent, stop: () => stop.abort() };
};

const factsOf = ({ id, name, meta, size, type }: UploadFile): FollowedFile => ({
  id,
  name: meta.name || name,
  size: size ?? 0,
  type,
});
