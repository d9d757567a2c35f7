import { MaloteError } from "../errors/malote-error.ts";
import { StartAgain } from "../errors/start-again.ts";
import { StorageError } from "../errors/storage-error.ts";
import type { Checksum, StatusView, UploadForm } from "../types/service.ts";
import type { Slice } from "../types/source.ts";
import type { UploadPlan } from "../types/wire.ts";
import { announce, isForm, isPlan } from "./announce.ts";
import { checksumOf } from "./checksums.ts";
import { confirm } from "./confirm.ts";
import { formBody } from "./form.ts";
import type { Job } from "./job.ts";
import { crcOf, requireUnchanged } from "./readable.ts";
import { sendBody } from "./send-body.ts";
import { faultOf, isUsable, type Piece, setSigned } from "./signature.ts";

/** Announces the file and returns a form, or what the service has instead. */
export type AnnounceFile = (checksum: Checksum) => ReturnType<typeof announce>;

export interface Sent {
  view: Pick<StatusView, "file_id" | "file_name" | "status">;
  checksum: Checksum;
  /** Bytes, where the source did not know them. */
  len?: number;
  /** The service had the whole file before this upload began. */
  wasThere?: boolean;
}

/**
 * Sends a file with one presigned POST and confirms it, unless `confirm` is false. The checksum is declared with the announcement, so that S3 refuses
 * other bytes. Returns a plan if the deployment accepts no POST of this size.
 */
export const sendSingle = async (
  job: Job,
  slice: Slice,
  announceFile: AnnounceFile = (checksum) => announce(job, { checksum }),
): Promise<Sent | UploadPlan> => {
  const { malote, control, source, progress } = job;
  const crc = await crcOf(job, slice);
  const checksum = checksumOf(crc);
  const piece: Piece<UploadForm> = { slice, crc };
  progress.begin(0, 0, 1);
  /** Whether S3 may have the file although its response was lost. */
  let maybeThere = false;
  /** What the service has instead of a form. */
  let instead: StatusView | UploadPlan | undefined;

  const sign = async () => {
    if (isUsable(piece)) return;
    const at = performance.now();
    const announced = await announceFile(checksum);
    if (isForm(announced)) setSigned(piece, announced, at);
    // The bytes may have come with an earlier attempt. If not, this key gives no form any more.
    else instead = isPlan(announced) ? announced : await confirmIfThere(job);
    if (!isUsable(piece) && !instead) throw new StartAgain();
  };

  const outcome = await control.retrying(malote, async (signal) => {
    if (maybeThere) instead = await confirmIfThere(job);
    maybeThere = false;
    // Before there is a connection, because files are announced together.
    if (!instead) await sign();
    if (instead) return instead;
    let sent = 0;
    let size = Number.POSITIVE_INFINITY;
    const count = (bytes: number) => {
      progress.add(bytes - sent);
      sent = bytes;
    };
    try {
      await sendBody(malote, signal, count, async () => {
        await sign();
        if (instead) return undefined;
        const { url, fields } = piece.signed as UploadForm;
        const { body, type } = formBody(fields, slice);
        size = body.size;
        return { method: "POST", url, headers: { "Content-Type": type }, body };
      });
    } catch (error) {
      maybeThere = sent >= size && !(error instanceof StorageError);
      count(0);
      throw await faultOf(job, piece, signal, error);
    }
    if (instead) return instead;
    maybeThere = true;
    progress.part();
    await requireUnchanged(source);
    const { file_id, file_name } = piece.signed as UploadForm;
    // S3 notifies the service, too.
    if (job.options.confirm === false) return { file_id, file_name, status: "pending" as const };
    return confirm(job, file_id);
  });
  // There is a form only where bytes were missing.
  return isPlan(outcome) ? outcome : { view: outcome, wasThere: !piece.signed, checksum };
};

/** Confirms a file whose bytes may have arrived. Undefined if they have not. */
const confirmIfThere = async (job: Job): Promise<StatusView | undefined> => {
  try {
    return await confirm(job, job.file_id ?? "");
  } catch (error) {
    if (error instanceof MaloteError && ABSENT.has(error.code)) return undefined;
    throw error;
  }
};

const ABSENT = new Set(["not-uploaded", "upload-expired"]);
