import type { FileRecord } from "./file.ts";

/** Whether the record has a lease that ends at `at` or later. A tombstone keeps the lease of a mover at work. */
export const hasLiveLease = ({ lease_until }: Pick<FileRecord, "lease_until">, at: string): boolean =>
  lease_until !== undefined && lease_until >= at;

/** Whether a mover works on the file at `at`. */
export const isHeld = (file: FileRecord, at: string): boolean =>
  (file.status === "processing" || file.status === "quarantined") && hasLiveLease(file, at);
