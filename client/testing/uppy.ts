import Uppy from "@uppy/core";
import { connect } from "../source/core/connect.ts";
import { MaloteUpload, type MaloteUploadOptions } from "../source/uppy.ts";
import { someBytes } from "./connected.ts";
import { type FakeRequest, FakeService } from "./fake-service.ts";

type Held = (request: Pick<FakeRequest, "method" | "path">) => boolean;

/** A fake service whose requests can be held: they wait until `release()`, or until they are aborted. */
export const heldService = () => {
  const service = new FakeService();
  let isHeld: Held = () => false;
  let waiting: (() => void)[] = [];
  const malote = connect({
    url: service.origin,
    token: "token",
    retryDelay: 0,
    retries: 2,
    fetch: async (input, init) => {
      const { signal } = init ?? {};
      if (isHeld({ method: init?.method ?? "GET", path: new URL(String(input)).pathname })) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve);
          signal?.addEventListener("abort", () => reject(signal.reason));
        });
      }
      return service.fetch(input, init);
    },
  });
  return {
    service,
    malote,
    hold: (held: Held) => {
      isHeld = held;
    },
    /** How many requests have been held. */
    held: () => waiting.length,
    release: () => {
      isHeld = () => false;
      for (const go of waiting) go();
      waiting = [];
    },
  };
};

type Meta = Record<string, unknown>;
type Body = { file_id?: string; resumed?: boolean; code?: string };
type Options = Partial<MaloteUploadOptions<Meta, Body>>;

/** A page with stock Uppy and the plugin. `events` are the names of what Uppy reported, in order. */
export const uppyPage = (malote: MaloteUploadOptions["malote"], options: Options = {}) => {
  const logger = { debug: () => {}, warn: () => {}, error: () => {} };
  const uppy = new Uppy<Meta, Body>({ logger });
  uppy.use(MaloteUpload, { malote, follow: false, ...options });
  const events: string[] = [];
  uppy.on("upload-start", (files) => events.push(`start ${files.map(({ name }) => name)}`));
  uppy.on("upload-success", (file) => events.push(`success ${file?.name}`));
  uppy.on("upload-error", (file, { message }) => events.push(`error ${file?.name}: ${message}`));
  uppy.on("file-status", (file, { status }) => events.push(`${file.name} is ${status}`));
  uppy.on("complete", ({ successful, failed }) =>
    events.push(`complete ${successful?.length} ${failed?.length}`),
  );
  return { uppy, events };
};

/** A file as it comes from a disk: the same one each time. */
export const aFile = (length: number, name = "film.mp4"): File =>
  new File([someBytes(length)], name, { type: "video/mp4", lastModified: 1000 });
