import type { FileRecord } from "@malote/core";
import type { Source } from "../ports.ts";

/** The record as the copy's metadata should have it. `completed` writes the type to the record. */
export const asServed = (file: FileRecord, { type }: Source): FileRecord =>
  type === undefined ? file : { ...file, served_type: type };
