import { Trouble } from "../tools/command/trouble.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** Longer than API Gateway waits for a function (29 s). */
const TIMEOUT = 35_000;

/**
 * One request, whatever is answered.
 * @throws Trouble when nobody answers
 */
export const request = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    // fetch says "fetch failed"; what failed is in its cause.
    const { cause, message } = error as Error;
    throw new Trouble(
      `${new URL(url).origin} does not answer: ${(cause as Error | undefined)?.message || message}`,
    );
  }
};

/** Whether it is a problem as RFC 9457 has it, with the code that Malote's callers go by. */
export const isProblem = ({ headers, text }: Answer): boolean => {
  if (!headers.get("content-type")?.startsWith("application/problem+json")) return false;
  try {
    const { code, title } = JSON.parse(text);
    return typeof code === "string" && typeof title === "string";
  } catch {
    return false;
  }
};

/** What came, for the end of a sentence. */
export const told = ({ status, headers, text }: Answer): string =>
  `${status}, ${headers.get("content-type") ?? "no content type"}: ${text.slice(0, 300)}`;
