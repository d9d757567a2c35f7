import { unlessAborted } from "../utils/unless-aborted.ts";
import type { Job } from "./job.ts";

const MIB = 1024 * 1024;
/** S3's own limit of one POST. */
const ONE_POST = 5 * 1024 * MIB;

/** Whether a file is sent in parts. */
export const wantsMultipart = async ({ malote, source, options, control }: Job): Promise<boolean> => {
  const { size } = source;
  if (size === undefined) return true;
  const { multipartFrom = source.slice ? 32 * MIB : 8 * MIB } = options;
  // Small files need no description: the service responds a plan where it accepts no POST of this size.
  if (size < multipartFrom && size <= 32 * MIB) return false;
  const { single_upload_bytes = ONE_POST, features } = await unlessAborted(malote.describe(), control.signal);
  if (size > single_upload_bytes) return true;
  if (size < multipartFrom) return false;
  return options.multipartFrom !== undefined || !!features?.includes("multipart");
};
