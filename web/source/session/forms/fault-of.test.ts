import { expect, test } from "vitest";
import { CognitoError } from "../cognito/cognito-error.ts";
import { type Doing, faultOf } from "./fault-of.ts";

// The messages are Cognito's own, as AWS documents or returns them.
test.each<[Doing, code: string, message: string, text: string, field?: string]>([
  ["sign-in", "NotAuthorizedException", "Incorrect username or password.", "wrong"],
  ["sign-in", "NotAuthorizedException", "Password attempts exceeded", "too-many"],
  ["sign-in", "NotAuthorizedException", "User is disabled.", "disabled"],
  [
    "sign-in",
    "NotAuthorizedException",
    "Temporary password has expired and must be reset by an administrator.",
    "temporary-expired",
  ],
  ["sign-in", "UserNotFoundException", "User does not exist.", "wrong"],
  ["challenge", "NotAuthorizedException", "Invalid session for the user, session is expired.", "too-late"],
  ["challenge", "CodeMismatchException", "Invalid code received for user", "code", "code"],
  ["challenge", "InvalidPasswordException", "Password does not conform to policy", "password-rules", "new"],
  [
    "reset",
    "ExpiredCodeException",
    "Invalid code provided, please request a code again.",
    "code-expired",
    "code",
  ],
  ["reset", "LimitExceededException", "Attempt limit exceeded, please try after some time.", "too-many"],
  [
    "reset",
    "InvalidParameterException",
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
    "not-possible",
  ],
  ["reset", "NotAuthorizedException", "User password cannot be reset in the current state.", "not-possible"],
  ["sign-up", "UsernameExistsException", "User already exists", "exists", "username"],
  ["sign-up", "NotAuthorizedException", "SignUp is not permitted for this user pool", "no-sign-up"],
  ["change", "NotAuthorizedException", "Incorrect username or password.", "wrong-current", "password"],
  ["change", "NotAuthorizedException", "Access Token has been revoked", "ended"],
  ["totp", "EnableSoftwareTokenMFAException", "Code mismatch", "code", "code"],
  ["sign-in", "TooManyRequestsException", "Too many requests", "too-many"],
  ["sign-in", "NetworkError", "Network error", "network"],
  ["sign-in", "SomethingNewException", "?", "unknown"],
])("%s: %s (%s)", (doing, code, message, text, field) => {
  const fault = faultOf(new CognitoError(code, message), doing);
  expect(fault).toEqual({ text: `session.error.${text}`, ...(field && { field }) });
});

test("an error that is not Cognito's says nothing of its own", () => {
  expect(faultOf(new TypeError("x is undefined"), "sign-in")).toEqual({ text: "session.error.unknown" });
});
