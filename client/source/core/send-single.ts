import { MaloteError } from "../errors/malote-error.ts";
import { StartAgain } from "../errors/start-again.ts";
import { StorageError } from "../errors/storage-error.ts";
import type { Checksum, StatusView, UploadForm } from "../types/service.ts";
import type { Slice } from "../types/source.ts";
import type { UploadPlan } from "../types/wire.ts";
import { base64OfUint32 } from "../utils/base64.ts";
import { announce, isForm, isPlan } from "./announce.ts";
import { confirm } from "./confirm.ts";
import { formBody } from "./form.ts";
import type { Job } from "./job.ts";
import { fileChanged } from "./open-source.ts";
import { readable, requireReadable } from "./readable.ts";
import { sendBody } from "./send-body.ts";

/** Milliseconds. S3 refuses a younger signature for another reason than its age. */
const YOUNG = 30_000;

/** Announces the file and returns a form, or what the service has instead. */
export type AnnounceFile = (checksum: Checksum) => ReturnType<typeof announce>;

export interface Sent {
  view: Pick<StatusView, "file_id" | "file_name" | "status">;
  checksum: Checksum;
  /** Bytes, where the source did not know them. */
  len?: number;
}

/** The end of a form, by this device's steady clock. Seconds earlier than S3, so that the request still begins in time. */
const usableUntil = ({ expires_in }: Partial<UploadForm>): number =>
  expires_in === undefined ? Number.POSITIVE_INFINITY : performance.now() + (expires_in - 5) * 1000;

/**
 * Sends a file with one presigned POST and confirms it, unless `confirm` is false. The checksum is declared with the announcement, so that S3 refuses
 * other bytes. Returns a plan if the deployment accepts no POST of this size.
 */
export const sendSingle = async (
  job: Job,
  file: Slice,
  announceFile: AnnounceFile = (checksum) => announce(job, { checksum }),
): Promise<Sent | UploadPlan> => {
  const { malote, control, source } = job;
  const crc = await readable(source, () => malote.checksums(file));
  const checksum: Checksum = { algorithm: "CRC32", value: base64OfUint32(crc) };
  job.progress.totalParts = 1;

  let form: UploadForm | undefined;
  let until = 0;
  let signedAt = 0;
  let refused = false;
  /** Whether S3 may have the file although its response was lost. */
  let maybeThere = false;

  const outcome = await control.retrying(malote, async (signal) => {
    if (maybeThere && job.file_id) {
      const there = await confirmIfThere(job, job.file_id);
      if (there) return there;
      maybeThere = false;
    }
    if (!form || performance.now() >= until) {
      const announced = await announceFile(checksum);
      if (isPlan(announced)) return announced;
      if (!isForm(announced)) {
        // The bytes may have come with an earlier attempt. If not, this key gives no form any more.
        const there = await confirmIfThere(job, announced.file_id);
        if (there) return there;
        throw new StartAgain();
      }
      form = announced;
      signedAt = performance.now();
      until = usableUntil(form);
    }
    const { url, fields, file_id, file_name } = form;
    const { body, type } = formBody(fields, file);
    let sent = 0;
    try {
      await sendBody(malote, {
        method: "POST",
        url,
        headers: { "Content-Type": type },
        body,
        signal,
        onSent: (bytes) => {
          job.progress.add(bytes - sent);
          sent = bytes;
        },
      });
    } catch (error) {
      job.progress.add(-sent);
      maybeThere = sent >= body.size && !(error instanceof StorageError);
      if (!(error instanceof StorageError)) {
        if (!signal.aborted) await requireReadable(source, file);
        throw error;
      }
      if (error.isSignature && (performance.now() - signedAt > YOUNG || !refused)) {
        refused = true;
        form = undefined;
        throw new MaloteError("storage", error.message, { retryable: true, cause: error });
      }
      if (error.isDigest) await requireSame(job, file, crc);
      if (/^Entity(TooSmall|TooLarge)$/.test(error.s3Code)) throw fileChanged(source.name);
      throw error;
    }
    maybeThere = true;
    job.progress.part();
    if (source.isUnchanged && !(await source.isUnchanged())) throw fileChanged(source.name);
    // S3 notifies the service, too.
    if (job.options.confirm === false) return { file_id, file_name, status: "pending" as const };
    return confirm(job, file_id);
  });
  return isPlan(outcome) ? outcome : { view: outcome, checksum };
};

/** Confirms a file whose bytes may have arrived. Undefined if they have not. */
export const confirmIfThere = async (job: Job, file_id: string): Promise<StatusView | undefined> => {
  try {
    return await confirm(job, file_id);
  } catch (error) {
    if (error instanceof MaloteError && ABSENT.has(error.code)) return undefined;
    throw error;
  }
};

const ABSENT = new Set(["not-uploaded", "upload-expired"]);

/** @throws MaloteError `file-changed` if the local bytes are not those of the checksum any more */
export const requireSame = async ({ malote, source }: Job, slice: Slice, crc: number): Promise<void> => {
  if ((await readable(source, () => malote.checksums(slice))) !== crc) throw fileChanged(source.name);
};
