import {
  type Caller,
  type Clock,
  checksumOfPart,
  FileNotFound,
  type Files,
  InvalidRequest,
  isPlan,
  mayTrack,
  type OpenPlan,
  type PartsRequest,
  type PartsView,
  type Storage,
  secondsAfter,
  takesParts,
  UploadNotOpen,
  uploadExpired,
} from "@malote/core";
import { partFaults } from "./part-faults.ts";
import { sizeOfPart } from "./size-of-part.ts";

export type PartsPorts = {
  files: Pick<Files, "get">;
  storage: Pick<Storage, "presignPart" | "listParts">;
  /** Seconds for which a presigned PUT is valid. */
  expirySeconds: number;
  clock?: Clock;
};

/**
 * Signs a PUT for each part, with its exact length and its checksum, and lists the parts that S3 has. It writes nothing: S3
 * knows which parts exist.
 * @throws InvalidRequest (400), FileNotFound (404), UploadNotOpen (409), UploadExpired (410)
 */
export const signParts =
  ({ files, storage, expirySeconds, clock = () => new Date() }: PartsPorts) =>
  async ({ file_id, parts = [], list = false, cursor }: PartsRequest, caller: Caller): Promise<PartsView> => {
    const plan = await files.get(file_id);
    if (!mayTrack(caller, plan)) throw new FileNotFound();
    const now = clock().toISOString();
    if (plan.status === "expired" || (takesParts(plan) && now >= plan.expires_at)) throw uploadExpired(plan);
    if (!takesParts(plan)) throw new UploadNotOpen(plan.status, isPlan(plan));
    const faults = partFaults(plan, parts);
    if (faults.length > 0) throw new InvalidRequest(faults);

    const secondsLeft = Math.floor((Date.parse(plan.expires_at) - Date.parse(now)) / 1000);
    const expires_in = Math.max(1, Math.min(expirySeconds, secondsLeft));
    const [listed, signed] = await Promise.all([
      list ? listUploaded(storage, plan, cursor) : {},
      Promise.all(
        parts.map(async (part) => {
          const size = sizeOfPart(plan, part);
          const { part_number, checksum } = part;
          const put = await storage.presignPart(plan, { number: part_number, size, checksum }, expires_in);
          return { part_number, ...put, size, expires_at: secondsAfter(now, expires_in), expires_in };
        }),
      ),
    ]);
    return { file_id, parts: signed, ...listed };
  };

/** @throws UploadExpired if S3 does not know the upload any more */
const listUploaded = async (
  storage: PartsPorts["storage"],
  plan: OpenPlan,
  cursor: string | undefined,
): Promise<Pick<PartsView, "uploaded" | "next_cursor">> => {
  const page = await storage.listParts(plan, cursor === undefined ? undefined : Number(cursor));
  if (!page) throw uploadExpired(plan);
  const last = page.parts.at(-1);
  return {
    uploaded: page.parts.map((part) => {
      const checksum = checksumOfPart(plan, part);
      return { part_number: part.number, size: part.size, ...(checksum !== undefined && { checksum }) };
    }),
    ...(page.more && last && { next_cursor: String(last.number) }),
  };
};
