/**
 * Why the relay has no token of its own.
 *
 * - `unreachable`: Cognito did not respond, or has a failure. Tried again soon.
 * - `refused`: the account cannot sign in as it is. Tried again rarely, because Cognito locks accounts after failed attempts.
 */
export class SignInFault extends Error {
  override readonly name = "SignInFault";
  readonly kind: "unreachable" | "refused";

  constructor(kind: "unreachable" | "refused", message: string) {
    super(message);
    this.kind = kind;
  }
}
