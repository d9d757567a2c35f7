/** What a command ends with. docs/client/command.md and the general help list them. */
export const EXIT = {
  ok: 0,
  /** The command did its work, and the outcome is not good: a file failed, is not there, or was refused. */
  no: 1,
  /** Wrong arguments or settings. Nothing was done. */
  usage: 2,
  /** Nobody is signed in, or the session has ended. */
  signedOut: 3,
  /** The service, Cognito or the storage cannot be reached, or has a failure. The same command may succeed later. */
  unreachable: 4,
  /** Ctrl-C. 128 and the number of the signal, as shells report it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command. The message is for the user, and says what to do. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
  readonly exit: ExitCode;
  /** For `--json`. */
  readonly code: string;

  constructor(exit: ExitCode, code: string, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.exit = exit;
    this.code = code;
  }
}

export class UsageError extends CommandError {
  override readonly name = "UsageError";

  constructor(message: string) {
    super(EXIT.usage, "usage", message);
  }
}

export class SignedOut extends CommandError {
  override readonly name = "SignedOut";

  constructor(message: string) {
    super(EXIT.signedOut, "signed-out", message);
  }
}
