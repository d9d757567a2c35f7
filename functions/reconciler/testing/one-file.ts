import type { FileRecord } from "@malote/core";
import { reconcileFile } from "../reconcile-file.ts";
import { aDueFile, aWorld } from "./ports.ts";

/** One due file, with bytes at these keys. `reconcile` checks it once. */
export const prepare = (overrides: Partial<FileRecord> = {}, ...keys: ("temp" | "dest")[]) => {
  const file = aDueFile(1, overrides);
  const world = aWorld(file);
  for (const key of keys) world.bucket.put(key === "temp" ? file.key_path : file.dest_path);
  return { ...world, file, reconcile: () => reconcileFile(world.ports, file.file_id, world.at()) };
};
