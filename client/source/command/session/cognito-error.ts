/** A response of Cognito that is an error, or no response. The message is Cognito's own. */
export class CognitoError extends Error {
  override readonly name = "CognitoError";
  /** Cognito's code, such as `NotAuthorizedException`; `NetworkError` without a response. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  /** The same call may succeed later: no network, too many requests, or a failure of Cognito itself. */
  get isTemporary(): boolean {
    return TEMPORARY.test(this.code);
  }
}

const TEMPORARY =
  /^(NetworkError|InternalErrorException|ServiceUnavailable(Exception)?|ThrottlingException|TooManyRequestsException)$/;

/** The error of a call of the library. It has no `code` if the response was no JSON, as that of a proxy. */
export const cognitoErrorOf = (error: unknown): CognitoError => {
  if (error instanceof CognitoError) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return new CognitoError(typeof code === "string" ? code : "ServiceUnavailable", String(message ?? error));
};
