/** A response with a problem, for a connection on which no route responds. `status` is such as "408 Request Timeout". */
export const rawResponse = (
  status: string,
  code: string,
  title: string,
  detail: string,
  headers: readonly string[] = [],
): string => {
  const body = JSON.stringify({
    type: `urn:malote:problem:${code}`,
    title,
    status: Number.parseInt(status, 10),
    code,
    detail,
  });
  return [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    ...headers,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
};
