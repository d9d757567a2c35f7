import type { Meta, Uppy, UppyFile } from "@uppy/core";
import type { MaloteBody } from "malote/uppy";

export type UploadMeta = Meta & { relativePath?: string | null };
export type UploadFile = UppyFile<UploadMeta, MaloteBody>;
export type UploadUppy = Uppy<UploadMeta, MaloteBody>;
