import type { UppyFile } from "@uppy/core";
import type { MaloteBody } from "malote/uppy";
import type { UploadMeta } from "./uppy-types.ts";

/** Bytes. Files of this size or more are sent in parts, and parts that have arrived are not sent again. As the SDK's default. */
export const MULTIPART_FROM = 32 * 1024 ** 2;

type File = Pick<UppyFile<UploadMeta, MaloteBody>, "size" | "progress" | "error">;

/** Whether bytes are under way that a reload would lose: those of a file that is sent with one POST. */
export const wouldLoseBytes = (files: readonly File[], takesParts: boolean): boolean =>
  files.some(
    ({ size, progress, error }) =>
      !error &&
      Boolean(progress.uploadStarted) &&
      !progress.uploadComplete &&
      !(takesParts && (size ?? 0) >= MULTIPART_FROM),
  );
