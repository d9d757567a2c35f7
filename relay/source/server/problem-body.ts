import type { Problem } from "../problems/problem.ts";

/** RFC 9457. `instance` is the id of the request, which the logs have, too. */
export const problemBody = ({ status, code, title, message }: Problem, requestId: string): object => ({
  type: `urn:malote:problem:${code}`,
  title,
  status,
  code,
  detail: message,
  instance: requestId,
});
