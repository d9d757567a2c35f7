/** A response of Cognito that is an error, or no response. The message is Cognito's own, in English. */
export class CognitoError extends Error {
  override name = "CognitoError";
  /** Cognito's code, such as `NotAuthorizedException`; `NetworkError` without a response. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** The same call may succeed later: no network, too many requests, or a failure of Cognito itself. */
  get isTemporary(): boolean {
    return TEMPORARY.has(this.code);
  }
}

const TEMPORARY = new Set([
  "NetworkError",
  "InternalErrorException",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "ThrottlingException",
  "TooManyRequestsException",
]);

/** The error of a call of the library, which has a `code`, or none if something else broke. */
export const cognitoErrorOf = (error: unknown): CognitoError => {
  if (error instanceof CognitoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code =
    typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
      ? error.code
      : "UnknownError";
  return new CognitoError(code, message);
};
