import { MaloteError } from "../errors/malote-error.ts";
import { ServiceError } from "../errors/service-error.ts";
import { CommandError, EXIT, type ExitCode } from "./exit.ts";
import { CognitoError } from "./session/cognito-error.ts";

/** An error as the command reports it: one sentence for people, a stable code for programs, and the exit code. */
export interface Reported {
  code: string;
  message: string;
  exit: ExitCode;
}

const OUTAGES = new Set(["network", "timeout", "stalled"]);

export const reported = (error: unknown): Reported => {
  if (error instanceof CommandError) {
    const { code, message, exit } = error;
    return { code, message, exit };
  }
  if (error instanceof MaloteError)
    return { code: error.code, message: sentenceOf(error), exit: exitOf(error) };
  if (error instanceof CognitoError)
    return {
      code: error.code,
      message: error.message,
      exit: error.isTemporary ? EXIT.unreachable : EXIT.signedOut,
    };
  const message = error instanceof Error ? error.message : String(error);
  return { code: (error as NodeJS.ErrnoException | undefined)?.code ?? "failed", message, exit: EXIT.no };
};

const exitOf = (error: MaloteError): ExitCode => {
  if (error.code === "aborted") return EXIT.interrupted;
  if (error.code === "no-token") return EXIT.signedOut;
  if (OUTAGES.has(error.code)) return EXIT.unreachable;
  if (!(error instanceof ServiceError)) return EXIT.no;
  if (error.status === 401) return EXIT.signedOut;
  return error.status === 429 || error.status >= 500 ? EXIT.unreachable : EXIT.no;
};

/** The SDK's sentences name its options and its functions. */
const sentenceOf = (error: MaloteError): string => {
  if (error.code === "no-token") return "The session has ended. Sign in with: malote login.";
  if (error.code === "aborted") return "Interrupted.";
  if (!(error instanceof ServiceError)) return error.message;
  if (error.status === 401) return "The service does not accept the token. Sign in with: malote login.";
  const faults = error.errors.map(({ detail }) => detail).filter((detail) => !error.message.includes(detail));
  // The route is of no interest here.
  return [error.message.replace(/^[A-Z]+ \/\S*: /, ""), ...faults].join(" ");
};
