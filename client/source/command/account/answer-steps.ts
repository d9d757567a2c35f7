import { renderUnicodeCompact } from "uqr";
import { SignedOut } from "../exit.ts";
import type { Prompts } from "../io.ts";
import { CognitoError } from "../session/cognito-error.ts";
import type { Step } from "../session/sign-in.ts";
import type { Tokens } from "../session/tokens.ts";

/** Wrong answers to one question before the sign-in ends. Cognito ends its own session soon, too. */
const ATTEMPTS = 3;
/** After these the same question may be answered again. */
const WRONG_ANSWER = new Set([
  "CodeMismatchException",
  "EnableSoftwareTokenMFAException",
  "InvalidPasswordException",
]);

/**
 * From the first step of a sign-in to tokens, with all that the pool asks for.
 * @throws SignedOut if it asks for something and nobody is there; CognitoError; CommandError if the person leaves
 */
export const answerSteps = async (
  first: Step,
  username: string,
  prompts: Prompts | undefined,
): Promise<Tokens> => {
  let step = first;
  while (step.next !== "done") {
    if (!prompts)
      throw new SignedOut(
        `${username} must answer a question (${QUESTION[step.next]}). Run malote login in a terminal.`,
      );
    step = await answer(step, username, prompts);
  }
  return step.tokens;
};

type Question = Exclude<Step, { next: "done" }>;

const QUESTION: Record<Question["next"], string> = {
  "new-password": "a new password",
  code: "a code of the authenticator app",
  "totp-setup": "an authenticator app must be set up",
};

const answer = async (step: Question, username: string, prompts: Prompts): Promise<Step> => {
  if (step.next === "new-password") prompts.show("The password is temporary. Choose your own one.");
  if (step.next === "totp-setup") {
    prompts.show(
      `This service wants an authenticator app. Scan this, or type the key ${step.secret} into the app:\n\n${renderUnicodeCompact(totpUri(step.secret, username))}`,
    );
  }
  for (let attempt = 1; ; attempt++) {
    const given = await ask(step, prompts);
    try {
      return await step.answer(given);
    } catch (error) {
      const isWrong = error instanceof CognitoError && WRONG_ANSWER.has(error.code);
      if (!isWrong || attempt >= ATTEMPTS) throw error;
      prompts.show(error.message);
    }
  }
};

const ask = async (step: Question, prompts: Prompts): Promise<string> => {
  if (step.next !== "new-password")
    return (await prompts.text("Code of the authenticator app:")).replaceAll(" ", "");
  for (;;) {
    const password = await prompts.password("New password:");
    if (password === (await prompts.password("The same again:"))) return password;
    prompts.show("They differ.");
  }
};

/** The address that authenticator apps read from a QR code (the Key URI format of Google Authenticator). */
const totpUri = (secret: string, username: string): string =>
  `otpauth://totp/${encodeURIComponent(`Malote:${username}`)}?secret=${secret}&issuer=Malote`;
