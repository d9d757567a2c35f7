import { BasePlugin, type Body, EventManager, type Meta, type Uppy, type UppyFile } from "@uppy/core";
import { Follower } from "../core/follower.ts";
import { internalsOf } from "../core/internals.ts";
import { remove } from "../core/remove.ts";
import { checkUploadOptions, UPLOAD_OPTIONS, upload } from "../core/upload.ts";
import { Aborted } from "../errors/aborted.ts";
import { FileFailed } from "../errors/file-failed.ts";
import type { StatusView } from "../types/service.ts";
import type { UploadedFile, UploadStore } from "../types/upload.ts";
import { inTurn } from "../utils/in-turn.ts";
import { checkNumber, checkOptions } from "../utils/options.ts";
import { describeFile } from "./describe-file.ts";
import { FileUpload } from "./file-upload.ts";
import { type MaloteUploadOptions, OPTIONS } from "./options.ts";
import { memoryStore, pageStore } from "./stores.ts";
import { responseOf, UploadFailed } from "./upload-failed.ts";

const LOCALE = {
  strings: {
    connectionFailed: "The connection failed. Check it, then retry.",
    chooseAgain: "The file is not on this page any more. Choose it again.",
    onlyLocal: "Only files of this device can be uploaded.",
    verifying: "Verifying…",
  },
};

type FileProgress<M extends Meta, B extends Body> = UppyFile<M, B>["progress"];

/**
 * An uploader for Uppy: `uppy.use(MaloteUpload, { malote: connect({ … }) })`. Parts of a file are sent in parallel, with
 * checksums, and an upload that was interrupted continues with the parts that are missing.
 *
 * `upload-success` has the body of the SDK's `upload` (`file_id`, `checksum`, …). `upload-error` has an `UploadFailed`.
 * `file-status` follows each file after its upload.
 * @throws TypeError for a misspelt or impossible option
 */
export class MaloteUpload<M extends Meta, B extends Body> extends BasePlugin<
  MaloteUploadOptions<M, B>,
  M,
  B
> {
  readonly #running = new Map<string, FileUpload>();
  readonly #lane: ReturnType<typeof inTurn>;
  readonly #store: UploadStore;
  readonly #follower: Follower;
  readonly #events: EventManager<M, B>;
  #installed = false;

  constructor(uppy: Uppy<M, B>, opts: MaloteUploadOptions<M, B>) {
    super(uppy, opts);
    checkOptions("MaloteUpload", opts, OPTIONS);
    internalsOf(opts.malote);
    this.type = "uploader";
    this.id = opts.id ?? "MaloteUpload";
    this.defaultLocale = LOCALE;
    this.i18nInit();
    this.#lane = inTurn(checkNumber("limit", opts.limit ?? 6, 1));
    this.#store = opts.store || (opts.store === false ? memoryStore() : pageStore());
    const { hedging = 0, multipartFrom = 0 } = opts;
    checkUploadOptions("MaloteUpload", { hedging, multipartFrom, store: this.#store }, UPLOAD_OPTIONS);
    this.#follower = new Follower(opts.malote, (error) => uppy.log(error as Error, "warning"));
    this.#events = new EventManager(uppy);
  }

  override install(): void {
    this.#installed = true;
    this.#setCapabilities(true);
    this.uppy.addUploader(this.#upload);
    if (this.opts.waitUntilCompleted) this.uppy.addPostProcessor(this.#waitUntilCompleted);
    const all = () => this.#running.values();
    this.#events.on("upload-pause", (file, isPaused) => {
      const running = this.#running.get(file?.id ?? "");
      if (isPaused) running?.pause();
      else running?.resume();
    });
    this.#events.on("pause-all", () => {
      for (const running of all()) running.pause();
    });
    this.#events.on("resume-all", () => {
      for (const running of all()) running.resume();
    });
    this.#events.on("back-online", () => {
      for (const running of all()) running.online();
    });
    // Also of cancelAll() and destroy(), which remove each file.
    this.#events.on("file-removed", (file) => void this.#cancel(file));
    this.#events.on("restored", () => {
      for (const file of this.uppy.getFiles()) if (file.progress.uploadComplete) this.#follow(file.id);
    });
  }

  /** Ends all requests. What has arrived stays, and the same files continue later. */
  override uninstall(): void {
    this.#installed = false;
    this.#setCapabilities(false);
    this.uppy.removeUploader(this.#upload);
    this.uppy.removePostProcessor(this.#waitUntilCompleted);
    this.#events.remove();
    for (const running of this.#running.values()) running.leave();
    this.#follower.stop();
  }

  #setCapabilities(resumableUploads: boolean): void {
    const { capabilities } = this.uppy.getState();
    this.uppy.setState({
      capabilities: { ...capabilities, resumableUploads, individualCancellation: true },
    });
  }

  /** Uppy calls it with the files of one upload, and waits until each of them has ended, well or not. */
  readonly #upload = async (ids: string[]): Promise<void> => {
    const files = this.uppy
      .getFilesByIds(ids)
      .filter((file) => file && !file.error && !file.progress.uploadComplete);
    // A restored file goes on from where its progress stands.
    const fresh = files.filter(({ progress, isRestored }) => !(progress.uploadStarted && isRestored));
    this.uppy.emit("upload-start", fresh);
    await Promise.all(files.map(({ id }) => this.#lane(() => this.#send(id))));
  };

  async #send(id: string): Promise<void> {
    // It may have been removed or paused while it waited for its turn.
    const file = this.uppy.getFile(id);
    if (!file || !this.#installed) return;
    let running: FileUpload | undefined;
    try {
      running = this.#begin(file);
      this.#running.set(id, running);
      if (file.isPaused) running.pause();
      const uploaded = await running.run();
      if (uploaded) this.#succeed(id, uploaded);
    } catch (error) {
      this.#fail(id, error);
    } finally {
      if (this.#running.get(id) === running) this.#running.delete(id);
    }
  }

  #begin(file: UppyFile<M, B>): FileUpload {
    const { id, data, isRemote } = file;
    if (isRemote) throw new Error(this.i18n("onlyLocal"));
    if (!data) throw new Error(this.i18n("chooseAgain"));
    const options = { ...describeFile(file, this.opts), store: this.#store };
    const running: FileUpload = new FileUpload(() =>
      upload(this.opts.malote, data, {
        ...options,
        onProgress: ({ bytes }) => this.#progress(id, running, bytes, data.size),
      }),
    );
    return running;
  }

  #progress(id: string, running: FileUpload, bytesUploaded: number, bytesTotal: number): void {
    if (this.#running.get(id) !== running) return;
    const { file_id } = running;
    if (file_id && this.uppy.getFile(id)?.malote?.file_id !== file_id) {
      this.#patch(id, { malote: { file_id } });
    }
    const file = this.uppy.getFile(id);
    // uppy.clear() drops its files without an event.
    if (!file) return void this.#abort(id, running);
    const uploadStarted = file.progress.uploadStarted ?? Date.now();
    this.uppy.emit("upload-progress", file, { uploadStarted, bytesUploaded, bytesTotal });
  }

  #succeed(id: string, uploaded: UploadedFile): void {
    const { file_id, status, len } = uploaded;
    if (!this.#patch(id, { malote: { file_id, status } })) return;
    this.uppy.emit("upload-success", this.uppy.getFile(id), {
      status: 200,
      body: { ...uploaded } as Body as B,
      bytesUploaded: len,
    });
    this.#follow(id);
  }

  #fail(id: string, error: unknown): void {
    const file = this.uppy.getFile(id);
    if (!file) return;
    const failed = new UploadFailed(error, this.i18n("connectionFailed"));
    this.uppy.emit("upload-error", file, failed, responseOf<B>(error));
  }

  async #cancel({ id, malote, progress }: UppyFile<M, B>): Promise<void> {
    const running = this.#running.get(id);
    if (malote) this.#follower.forget(malote.file_id);
    if (running) return this.#abort(id, running);
    // It failed or was restored, so that no upload is there to be aborted. What was uploaded stays.
    if (malote && !malote.status && !progress.uploadComplete) await this.#remove(malote.file_id);
  }

  async #abort(id: string, running: FileUpload): Promise<void> {
    this.#running.delete(id);
    try {
      // The bytes may have arrived in this moment.
      const uploaded = await running.cancel();
      if (uploaded) await this.#remove(uploaded.file_id);
    } catch (error) {
      if (error instanceof Aborted && error.removed !== false) return;
      // The service could not be reached, or the upload had failed before.
      if (running.file_id) await this.#remove(running.file_id);
    }
  }

  async #remove(file_id: string): Promise<void> {
    await remove(this.opts.malote, file_id).catch((error) => this.uppy.log(error, "warning"));
  }

  #follow(id: string): Promise<StatusView | undefined> | undefined {
    const { onBehalfOf, waitUntilCompleted, follow = onBehalfOf === undefined } = this.opts;
    const { file_id } = this.uppy.getFile(id)?.malote ?? {};
    if (!file_id || !(follow || waitUntilCompleted)) return undefined;
    return this.#follower.follow(file_id, (view) => {
      if (this.#patch(id, { malote: view })) this.uppy.emit("file-status", this.uppy.getFile(id), view);
    });
  }

  /** Uppy's processor after the upload. */
  readonly #waitUntilCompleted = async (ids: string[]): Promise<void> => {
    await Promise.all(ids.map((id) => this.#complete(id)));
  };

  async #complete(id: string): Promise<void> {
    const file = this.uppy.getFile(id);
    if (!file?.progress.uploadComplete || file.error) return;
    this.uppy.emit("postprocess-progress", file, {
      mode: "indeterminate",
      message: this.i18n("verifying"),
    });
    const view = await this.#follow(id);
    const now = this.uppy.getFile(id);
    if (!now) return;
    this.uppy.emit("postprocess-complete", now);
    if (!view || view.status === "completed") return;
    // A retry sends it again, as a new file.
    const { complete: _, ...progress } = this.uppy.getFile(id).progress;
    this.uppy.setFileState(id, {
      progress: { ...progress, uploadComplete: false, percentage: 0, bytesUploaded: 0 } as FileProgress<M, B>,
    });
    this.#fail(id, new FileFailed(view));
  }

  /** @returns whether Uppy still has the file */
  #patch(id: string, state: Pick<UppyFile<M, B>, "malote">): boolean {
    if (!this.uppy.getFile(id)) return false;
    this.uppy.setFileState(id, state as Partial<UppyFile<M, B>>);
    return true;
  }
}
