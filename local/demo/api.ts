import { Trouble } from "../../tools/command/trouble.ts";

/** What any client of the service needs: its URL and an ID token. */
export interface Api {
  url: string;
  token: string;
}

/**
 * Sends one request and returns the JSON of its response.
 * @throws Trouble with the detail of the problem that the service responded
 */
export const call = async <T>({ url, token }: Api, path: string, body?: object): Promise<T> => {
  const response = await fetch(`${url}${path}`, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Trouble(describeProblem(path, response.status, text));
};

interface Fault {
  pointer?: string;
  detail?: string;
}

/** An `application/problem+json` body as one sentence. Any other body is shown unchanged (300 characters of it). */
export const describeProblem = (path: string, status: number, body: string): string => {
  const route = path.split("?")[0];
  try {
    const { title, detail, errors = [] } = JSON.parse(body);
    const faults = errors
      .filter((fault: Fault) => fault.detail !== detail)
      .map((fault: Fault) => [fault.pointer, fault.detail].filter(Boolean).join(" "));
    return [`${route} responded ${status}: ${detail ?? title ?? body}`, ...faults].join("\n  ");
  } catch {
    return `${route} responded ${status}: ${body.slice(0, 300)}`;
  }
};
