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
  // What the command's own token function threw: the line may be down, and the session as good as before.
  if (error instanceof MaloteError && error.code === "no-token" && error.cause instanceof CommandError)
    return reported(error.cause);
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
  if (!(error instanceof ServiceError))
    return error.message
      .replace(
        / Check the option url and CORS, or call again later\.$/,
        " Check the URL and the network, or try again later.",
      )
      .replace(/ Call again later\.$/, " Try again later.");
  if (error.status === 401) return "The service does not accept the token. Sign in with: malote login.";
  const faults = error.errors.map(({ detail }) => detail).filter((detail) => !error.message.includes(detail));
  return problemSentence(error.code, [error.message, ...faults].join(" "));
};

/** The service's sentences name its routes and their members, which are of no interest here. */
export const problemSentence = (code: string, detail: string): string => {
  if (code === "file-not-found") return "There is no file of yours with this id.";
  const sentence = detail.replace(/^[A-Z]+ \/\S*: /, "");
  return sentence.startsWith("file_id must be the UUID") ? "This is no id of a file." : sentence;
};
