import type { FileRecord } from "../domain/file.ts";
import type { OpenPlan } from "../domain/plan.ts";
import type { Storage } from "../ports.ts";
import { aFile } from "./builders.ts";

const MIB = 1024 ** 2;

/** The limits of the template. */
export const PLANS = {
  maxBytes: 512 * MIB,
  parts: { minBytes: 8 * MIB, maxBytes: 64 * MIB },
};

const unexpected = (call: string) => async (): Promise<never> => {
  throw new Error(`no plan was requested, and yet ${call} was called`);
};

/** For tests without plans. */
export const NO_PLANS: Pick<Storage, "createUpload" | "abortUpload" | "uploadedParts"> = {
  createUpload: unexpected("createUpload"),
  abortUpload: unexpected("abortUpload"),
  uploadedParts: unexpected("uploadedParts"),
};

/** A pending plan of three parts, of which the last is shorter. */
export const aPlan = (overrides: Partial<FileRecord> = {}): OpenPlan => ({
  ...aFile({ len: 25, expires_at: "2026-11-28T12:00:00.000Z", ...overrides }),
  upload_id: "upload-1",
  part_bytes: 10,
  checksum_algorithm: "CRC32",
  ...overrides,
});
