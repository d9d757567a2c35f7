import Uppy from "@uppy/core";
import { getDroppedFiles } from "@uppy/core/utils";
import GoldenRetriever from "@uppy/golden-retriever";
import { type MaloteBody, MaloteUpload } from "malote/uppy";
import type { Service } from "../app/service.ts";
import { forgetFollowed } from "../follow/followed.ts";
import { currentWords } from "../language/language.ts";
import { Board } from "./board.ts";
import { onEnd } from "./ending.ts";
import { followUploads } from "./follow-uploads.ts";
import { MULTIPART_FROM } from "./leaving.ts";
import { acceptedFileTypes, deniedExtensionOf, type Limits, loadLimits } from "./limits.ts";
import { onlyTab } from "./only-tab.ts";
import { refusedFiles, reportRefusals } from "./refused.ts";
import { uppyLocale } from "./uppy-locale.ts";
import type { UploadMeta, UploadUppy } from "./uppy-types.ts";
import { uploadsOf, userStore } from "./user-store.ts";
import { watchProgress } from "./watch-progress.ts";

/** The uploads of a signed-in person. They live outside of the views, so that a change of the view does not stop them. */
export interface Uploads {
  readonly uppy: UploadUppy;
  readonly board: Board;
  readonly limits: Limits;
  /** Of a drop or a paste. Folders come with their files. */
  add(data: DataTransfer): Promise<void>;
  /** Sends a file once more: what is missing of it, or all of it as a new file if the service has refused it. */
  sendAgain(id: string): void;
}

/** The plugins' own ids. */
const UPLOADER = "MaloteUpload";
const RETRIEVER = "GoldenRetriever";

let current: { session: Service["session"]; uploads: Promise<Uploads> } | undefined;

/** The uploads of the session. They are opened with the first call, and with the next one if that fails. */
export const openUploads = (service: Service): Promise<Uploads> => {
  if (current?.session === service.session) return current.uploads;
  const opening = { session: service.session, uploads: open(service) };
  current = opening;
  opening.uploads.catch(() => {
    if (current === opening) current = undefined;
  });
  return opening.uploads;
};

const open = async ({ malote, description, session }: Service): Promise<Uploads> => {
  const limits = await loadLimits(description);
  const name = uploadsOf(session.user.id);
  const uppy: UploadUppy = new Uppy<UploadMeta, MaloteBody>({
    id: name,
    locale: await uppyLocale(currentWords()),
    restrictions: { maxFileSize: limits.maxBytes ?? null, allowedFileTypes: acceptedFileTypes(limits) },
    onBeforeFileAdded: (file, files) =>
      deniedExtensionOf(file.name, limits) === undefined && !Object.hasOwn(files, file.id),
    // Errors are shown where they belong.
    logger: { debug: () => {}, warn: () => {}, error: (...what) => console.warn(...what) },
  });
  const board = new Board(uppy, limits, () => following.clearSent());
  uppy.use(MaloteUpload, { malote, store: userStore(session.user.id), multipartFrom: MULTIPART_FROM });
  reportRefusals(uppy, limits);
  const following = followUploads(uppy, malote);
  const stopWatching = watchProgress(uppy, description.features?.includes("multipart") ?? false);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  if (await onlyTab(name, ended)) uppy.use(GoldenRetriever);
  onEnd((forgets) => {
    current = undefined;
    stopWatching();
    following.stop();
    board.end();
    // First the uploader, so that nothing is deleted that has arrived. Golden Retriever forgets what Uppy removes.
    for (const plugin of [UPLOADER, ...(forgets ? [] : [RETRIEVER])]) {
      const installed = uppy.getPlugin(plugin);
      if (installed) uppy.removePlugin(installed);
    }
    uppy.destroy();
    end();
    refusedFiles.set([]);
    forgetFollowed();
  });
  return {
    uppy,
    board,
    limits,
    add: async (data) => addFiles(uppy, await getDroppedFiles(data)),
    sendAgain: (id) => {
      // It was removed from the Dashboard. Then the person chooses it again.
      if (!uppy.getFile(id)) board.choose();
      else sendAgain(uppy, id);
    },
  };
};

const addFiles = (uppy: UploadUppy, files: readonly (File & { relativePath?: string })[]): void => {
  const chosen = files.map((file) => ({
    source: "page",
    name: file.name,
    type: file.type,
    data: file,
    meta: { relativePath: file.relativePath || file.webkitRelativePath || null },
  }));
  if (chosen.length > 0) uppy.addFiles(chosen);
};

const sendAgain = (uppy: UploadUppy, id: string): void => {
  const file = uppy.getFile(id);
  if (!file) return;
  if (file.progress.uploadComplete && !file.isRemote && file.data) {
    const { name, type, data, meta, source } = file;
    uppy.removeFile(id);
    uppy.addFile({ name, type, data, meta, ...(source && { source }) });
    void uppy.upload();
  } else void uppy.retryUpload(id);
};
