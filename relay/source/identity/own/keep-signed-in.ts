import type { OwnToken } from "./own-token.ts";

/** Milliseconds between two looks. How often Cognito is asked, the token itself decides. */
const EVERY = 10_000;

/**
 * Signs in at the start, so that an account that cannot do so is noticed before the first file; and again while that fails, so that a
 * mended account is noticed without a file. It blocks nothing. @returns ends it
 */
export const keepSignedIn = (
  { token, fault }: Pick<OwnToken, "token" | "fault">,
  every = EVERY,
): (() => void) => {
  let signedIn = false;
  const look = () => {
    if (signedIn && fault() === undefined) return;
    token().then(
      () => {
        signedIn = true;
      },
      // The fault is kept and logged by the token.
      () => {},
    );
  };
  look();
  const timer = setInterval(look, every);
  timer.unref();
  return () => clearInterval(timer);
};
