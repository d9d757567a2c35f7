import type { UploadedFile, UploadTask } from "../types/upload.ts";
import { isNetworkFault } from "./upload-failed.ts";

/** One file under way, through its pauses and lost lines. */
export class FileUpload {
  readonly #start: () => UploadTask;
  #task: UploadTask | undefined;
  #paused = false;
  #ended = false;
  #leave: (result?: undefined) => void = () => {};
  #online: () => void = () => {};
  readonly #left = new Promise<undefined>((resolve) => {
    this.#leave = resolve;
  });

  /** @param start begins the upload, or continues it where the last call stopped */
  constructor(start: () => UploadTask) {
    this.#start = start;
  }

  get file_id(): string | undefined {
    return this.#task?.file_id;
  }

  /** Resolves with the file, or with undefined as soon as it is cancelled or left. */
  run(): Promise<UploadedFile | undefined> {
    return Promise.race([this.#left, this.#attempts()]);
  }

  pause(): void {
    this.#paused = true;
    this.#task?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#task?.resume();
  }

  /** The line is back: what waits for its next attempt does not wait any longer. */
  online(): void {
    this.#online();
    if (this.#paused) return;
    this.#task?.pause();
    this.#task?.resume();
  }

  /** The file is deleted. The task rejects with `Aborted`, or has rejected before. */
  cancel(): UploadTask | undefined {
    this.#end();
    this.#task?.abort();
    return this.#task;
  }

  /** Nothing more is sent, and what has arrived stays, to be continued later. */
  leave(): void {
    this.#end();
    this.#task?.pause();
  }

  #end(): void {
    this.#ended = true;
    this.#leave();
    this.#online();
  }

  async #attempts(): Promise<UploadedFile | undefined> {
    while (!this.#ended) {
      this.#task = this.#start();
      if (this.#paused) this.#task.pause();
      try {
        return await this.#task;
      } catch (error) {
        if (!this.#ended && !(isNetworkFault(error) && isOffline())) throw error;
      }
      // The SDK gave up while the device is offline. That is no failure: the upload continues when the line is back.
      if (!this.#ended) await new Promise<void>((resolve) => (this.#online = resolve));
    }
    return undefined;
  }
}

/** Node.js has no such member. */
const isOffline = (): boolean => globalThis.navigator?.onLine === false;
