import type { Tokens } from "./tokens.ts";

/** What a sign-in needs next. Each `answer` may be called again after an error. */
export type Step =
  | { next: "done"; tokens: Tokens }
  /** The password was temporary. */
  | { next: "new-password"; answer(password: string): Promise<Step> }
  /** The code of the authenticator app. */
  | { next: "code"; answer(code: string): Promise<Step> }
  /** The pool wants an authenticator app: `secret` is for it, in Base32, and the answer is a code of the app. */
  | { next: "totp-setup"; secret: string; answer(code: string): Promise<Step> };
