import { MaloteError, ServiceError, type StorageError } from "malote/node";
import { Problem } from "./problem.ts";
import { invalidRequest, relayStopping } from "./problems.ts";

/** Seconds until a client should try again after the far end failed. */
const LATER = 10;

/**
 * The problem that a client gets for an error. The only place that turns errors into responses. No message of an unknown error
 * reaches the client.
 */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  // The reason why a stream of bytes ended, such as a client that is gone, is the cause of the SDK's error.
  if (error instanceof MaloteError && error.cause instanceof Problem) return error.cause;
  if (error instanceof ServiceError) return ofService(error);
  if (error instanceof MaloteError) return ofSdk(error);
  return ofHttp(error) ?? unknownProblem(error);
};

const ofService = (error: ServiceError): Problem => {
  const { status, code, title, message: detail, retryAfter } = error;
  const again = retryAfter === undefined ? {} : { retryAfter };
  // The relay's own identity was refused. The caller's token is valid, and a new one would not help.
  if (status === 401 || status === 403) {
    return new Problem(
      502,
      "relay-refused",
      "The service refuses this relay",
      "The service does not accept this relay's identity. Tell its operator.",
      { cause: error },
    );
  }
  if (status === 503 || status === 504) {
    return new Problem(status, code, title, detail, { cause: error, retryAfter: retryAfter ?? LATER });
  }
  if (status >= 500 || code === "unexpected-response") return farEnd(502, code, detail, error);
  return new Problem(status, code, title, detail, { cause: error, ...again });
};

const farEnd = (status: 502 | 504, code: string, detail: string, cause: unknown): Problem =>
  new Problem(status, code, "The file could not be passed on", detail, { cause, retryAfter: LATER });

const AGAIN =
  "Send the file again later; with an Idempotency-Key it is never stored twice. Prefer: respond-async keeps it here meanwhile.";

const ofSdk = (error: MaloteError): Problem => {
  switch (error.code) {
    case "network":
      return farEnd(502, "service-unreachable", `The service cannot be reached. ${AGAIN}`, error);
    case "timeout":
      return farEnd(504, "service-timeout", `The service did not respond in time. ${AGAIN}`, error);
    case "stalled":
      return farEnd(504, "storage-stalled", `The storage accepted no more bytes. ${AGAIN}`, error);
    case "storage":
      return farEnd(502, "storage-refused", `${(error as StorageError).message} ${AGAIN}`, error);
    case "no-token":
      return farEnd(
        502,
        "relay-not-signed-in",
        `This relay could not sign in to the service. ${AGAIN}`,
        error,
      );
    case "file-changed":
      return invalidRequest(
        "The body has another length than announced, or more bytes than the service accepts. Nothing was kept.",
        error,
      );
    case "aborted":
      return relayStopping(error);
    default:
      return farEnd(502, error.code, `${error.message} ${AGAIN}`, error);
  }
};

/** Errors of Express and of its parsers have a status, and `expose` if their message is meant for the client. */
const ofHttp = (error: unknown): Problem | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { status, expose } = error as { status?: number; expose?: boolean };
  // A path whose percent-encoding is not valid UTF-8.
  if (error instanceof URIError) {
    return invalidRequest("The URL must be percent-encoded UTF-8, such as /files/na%C3%AFve.txt.", error);
  }
  if (status === undefined || status < 400 || status > 499) return undefined;
  const detail = expose ? error.message : "The request could not be read.";
  return new Problem(status, "invalid-request", "The request is malformed", detail, { cause: error });
};

const unknownProblem = (cause: unknown): Problem =>
  new Problem(
    500,
    "internal-error",
    "The relay failed",
    "The relay failed at this request. Send it again; if that fails too, tell its operator the instance.",
    { cause },
  );
