import type { Body } from "@uppy/core";
import type { FileFailed } from "../errors/file-failed.ts";
import { MaloteError } from "../errors/malote-error.ts";
import type { ServiceError } from "../errors/service-error.ts";

const NETWORK = ["network", "stalled", "timeout"];

/** Whether the network failed, and not the service or the file. */
export const isNetworkFault = (error: unknown): boolean =>
  error instanceof MaloteError && NETWORK.includes(error.code);

/** Why a file was not uploaded, as Uppy shows it to the user. `cause` is the SDK's error. */
export class UploadFailed extends MaloteError {
  override readonly name = "UploadFailed";
  /** Uppy's own mark. */
  readonly isNetworkError: boolean;

  constructor(error: unknown, connectionFailed: string) {
    const { code = "failed", message, retryable = false, retryAfter } = error as Partial<MaloteError>;
    const isNetworkError = isNetworkFault(error);
    // The service's sentence for the user, if there is one. A ServiceError begins with its route, which stays in `cause`.
    const said = (error as Partial<FileFailed>).file?.details ?? `${message}`.replace(/^[A-Z]+ \/\S+: /, "");
    const sentence = isNetworkError ? connectionFailed : said;
    super(code, sentence, { retryable, ...(retryAfter !== undefined && { retryAfter }), cause: error });
    this.isNetworkError = isNetworkError;
  }
}

/** Uppy's `response` of a failed file: the HTTP status, 0 without one, and the error's code. */
export const responseOf = <B extends Body>(error: unknown) => {
  const { status = 0, code } = error as Partial<ServiceError>;
  return { status, body: { code } as Body as B };
};
