import type { Key } from "../../language/en.ts";
import { CognitoError } from "../cognito/cognito-error.ts";

export type FieldName = "username" | "password" | "new" | "code";

/** What the person was doing: the same code of Cognito means different things. */
export type Doing = "sign-in" | "challenge" | "reset" | "sign-up" | "confirm" | "change" | "totp";

export interface Fault {
  text: Key;
  /** The field that is wrong. Default: none in particular. */
  field?: FieldName;
}

/** An error in plain words. */
export const faultOf = (error: unknown, doing: Doing): Fault => {
  if (!(error instanceof CognitoError)) return { text: "session.error.unknown" };
  const { code, message } = error;
  if (code === "NotAuthorizedException") return notAuthorized(message, doing);
  return FAULTS[code] ?? { text: "session.error.unknown" };
};

/** Cognito has one code for all of these. Only its message tells them apart. */
const notAuthorized = (message: string, doing: Doing): Fault => {
  if (/attempts? exceeded|limit exceeded/i.test(message)) return { text: "session.error.too-many" };
  if (/disabled/i.test(message)) return { text: "session.error.disabled" };
  if (/temporary password/i.test(message)) return { text: "session.error.temporary-expired" };
  if (doing === "change") {
    // The other reason is an access token that was revoked.
    return /token/i.test(message)
      ? { text: "session.error.ended" }
      : { text: "session.error.wrong-current", field: "password" };
  }
  if (doing === "sign-in") return { text: "session.error.wrong" };
  if (doing === "sign-up") return { text: "session.error.no-sign-up" };
  if (doing === "challenge") return { text: "session.error.too-late" };
  if (doing === "totp") return { text: "session.error.ended" };
  return { text: "session.error.not-possible" };
};

const WRONG_CODE: Fault = { text: "session.error.code", field: "code" };
const TOO_MANY: Fault = { text: "session.error.too-many" };

const FAULTS: Record<string, Fault> = {
  // The pool does not say whether an account exists.
  UserNotFoundException: { text: "session.error.wrong" },
  UsernameExistsException: { text: "session.error.exists", field: "username" },
  CodeMismatchException: WRONG_CODE,
  EnableSoftwareTokenMFAException: WRONG_CODE,
  ExpiredCodeException: { text: "session.error.code-expired", field: "code" },
  InvalidPasswordException: { text: "session.error.password-rules", field: "new" },
  PasswordHistoryPolicyViolationException: { text: "session.error.password-used", field: "new" },
  InvalidParameterException: { text: "session.error.not-possible" },
  CodeDeliveryFailureException: { text: "session.error.delivery" },
  LimitExceededException: TOO_MANY,
  TooManyFailedAttemptsException: TOO_MANY,
  TooManyRequestsException: TOO_MANY,
  ThrottlingException: TOO_MANY,
  NetworkError: { text: "session.error.network" },
  InternalErrorException: { text: "session.error.service" },
  ServiceUnavailable: { text: "session.error.service" },
  ServiceUnavailableException: { text: "session.error.service" },
  UnsupportedChallenge: { text: "session.error.unsupported" },
};
