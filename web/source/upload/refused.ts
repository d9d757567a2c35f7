import { store } from "../app/store.ts";
import { type Limits, type Refusal, refusalOf } from "./limits.ts";
import type { UploadUppy } from "./uppy-types.ts";

/** A file that was not added. */
export interface Refused {
  id: string;
  name: string;
  /** `twice`: it is in the list already. `other` has Uppy's own text. */
  why: Refusal | { reason: "twice" } | { reason: "other"; text: string };
}

/** The files that were chosen and not added. They stay until the person has read them. */
export const refusedFiles = store<readonly Refused[]>([]);

/** The list stays readable, whatever folder was dropped. */
const MOST = 200;

/** Lists each file that Uppy does not add, with the reason. */
export const reportRefusals = (uppy: UploadUppy, limits: Limits): void => {
  uppy.on("restriction-failed", (file, error) => {
    if (!file) return;
    const { id = "", name = "", size = null, type = "" } = file;
    const twice = uppy.checkIfFileAlreadyExists(id) ? ({ reason: "twice" } as const) : undefined;
    const why = twice ?? refusalOf({ name, size, type }, limits) ?? { reason: "other", text: error.message };
    refusedFiles.update((files) =>
      [...files.filter((one) => one.id !== id), { id, name, why } as const].slice(-MOST),
    );
  });
};
