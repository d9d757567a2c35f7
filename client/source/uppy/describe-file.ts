import type { Body, Meta, UppyFile } from "@uppy/core";
import type { UploadOptions } from "../types/upload.ts";
import type { MaloteUploadOptions } from "./options.ts";

/** What the SDK's `upload` needs to know about a file of Uppy. The user may have edited the name in `meta`. */
export const describeFile = <M extends Meta, B extends Body>(
  file: UppyFile<M, B>,
  { onBehalfOf, multipartFrom, hedging, confirm, path, tags }: MaloteUploadOptions<M, B>,
): UploadOptions => {
  const label = typeof path === "function" ? path(file) : folderOf(file.meta.relativePath, path);
  const pairs = typeof tags === "function" ? tags(file) : tags;
  return {
    name: file.meta.name || file.name,
    type: file.type,
    ...(label && { path: label }),
    ...(pairs && { tags: pairs }),
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(multipartFrom !== undefined && { multipartFrom }),
    ...(hedging !== undefined && { hedging }),
    ...(confirm !== undefined && { confirm }),
  };
};

/** The folder of `/album/day 1/a.jpg` is `album/day 1`. Uppy sets null for a file that was chosen without its folder. */
const folderOf = (relativePath: string | null | undefined, before = ""): string =>
  [before, ...(relativePath ?? "").split("/").slice(0, -1)].filter(Boolean).join("/");
