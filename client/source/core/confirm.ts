import type { Checksum, StatusView } from "../types/service.ts";
import { call } from "./call.ts";
import type { Job } from "./job.ts";

/**
 * POST /confirm-upload. Its response may be lost: the same request again has the same effect.
 * @throws ServiceError `not-uploaded` or `parts-missing` if bytes are missing
 */
export const confirm = async (
  job: Job,
  file_id: string,
  whole: { checksum?: Checksum; len?: number } = {},
): Promise<StatusView> => {
  const { body } = await call<StatusView>(job.malote, {
    route: "POST /confirm-upload",
    body: { file_id, ...whole },
    signal: job.control.signal,
  });
  return body;
};
