import { Trouble } from "../tools/command/trouble.ts";

export interface HttpResponse {
  status: number;
  headers: Headers;
  text: string;
}

/** Milliseconds. Longer than API Gateway waits for a function (29 s). */
const TIMEOUT = 35_000;

/**
 * Sends one request, and returns its response with any status.
 * @throws Trouble when there is no response
 */
export const request = async (url: string, init: RequestInit = {}): Promise<HttpResponse> => {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    // The message of fetch is only "fetch failed". The reason is in its cause.
    const { cause, message } = error as Error;
    throw new Trouble(
      `${new URL(url).origin} does not respond: ${(cause as Error | undefined)?.message || message}`,
    );
  }
};

/** Whether a response is a problem document (RFC 9457) with Malote's `code`. */
export const isProblem = ({ headers, text }: HttpResponse): boolean => {
  if (!headers.get("content-type")?.startsWith("application/problem+json")) return false;
  try {
    const { code, title } = JSON.parse(text);
    return typeof code === "string" && typeof title === "string";
  } catch {
    return false;
  }
};

/** A response as the end of a sentence: "404, application/json: {…". */
export const describeResponse = ({ status, headers, text }: HttpResponse): string =>
  `${status}, ${headers.get("content-type") ?? "no content type"}: ${text.slice(0, 300)}`;
