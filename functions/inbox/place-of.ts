import { UUID } from "@malote/core";

/** What a key of inbox/ says about its file. `path` is absent if there are no folders. */
export type Place = { owner: string; file_name: string; path?: string };

/**
 * Reads inbox/{owner}/{any/path/name.ext}. The owner is the `sub` of a user, which is a UUID. Some systems write UUIDs in
 * upper case.
 */
export const placeOf = (key: string): Place | "unknown-owner" | "folder" => {
  // File systems over S3 write an empty object with a slash at its end for a folder.
  if (key.endsWith("/")) return "folder";
  const [, owner = "", ...segments] = key.split("/");
  const sub = owner.toLowerCase();
  const file_name = segments.at(-1);
  if (!UUID.test(sub) || file_name === undefined) return "unknown-owner";
  const path = segments.slice(0, -1).join("/");
  return { owner: sub, file_name, ...(path !== "" && { path }) };
};
