import { Trouble } from "../../tools/command/trouble.ts";

/** The service as any client sees it: HTTP, JSON and a token. */
export interface Api {
  url: string;
  token: string;
}

/**
 * One call, answered with its JSON.
 * @throws Trouble with the detail of the problem that the service answered
 */
export const call = async <T>({ url, token }: Api, path: string, body?: object): Promise<T> => {
  const response = await fetch(`${url}${path}`, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Trouble(refusal(path, response.status, text));
};

interface Fault {
  pointer?: string;
  detail?: string;
}

/** `application/problem+json` as one sentence; anything else is shown as it came. */
export const refusal = (path: string, status: number, body: string): string => {
  const route = path.split("?")[0];
  try {
    const { title, detail, errors = [] } = JSON.parse(body);
    const faults = errors
      .filter((fault: Fault) => fault.detail !== detail)
      .map((fault: Fault) => [fault.pointer, fault.detail].filter(Boolean).join(" "));
    return [`${route} answered ${status}: ${detail ?? title ?? body}`, ...faults].join("\n  ");
  } catch {
    return `${route} answered ${status}: ${body.slice(0, 300)}`;
  }
};
