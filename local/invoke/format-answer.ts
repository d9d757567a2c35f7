/** What a function returned, to read: an answer for API Gateway as HTTP, anything else as JSON. */
export const formatAnswer = (payload: string): string => {
  const answer = parsed(payload);
  if (!isProxyAnswer(answer)) return pretty(answer);
  const headers = Object.entries({ ...answer.headers, ...answer.multiValueHeaders });
  return [
    `HTTP ${answer.statusCode}`,
    ...headers.map(([name, value]) => `${name}: ${[value].flat().join(", ")}`),
    ...(answer.body ? ["", pretty(parsed(answer.body))] : []),
  ].join("\n");
};

interface ProxyAnswer {
  statusCode: number;
  headers?: Record<string, unknown>;
  multiValueHeaders?: Record<string, unknown>;
  body?: string;
}

const isProxyAnswer = (value: unknown): value is ProxyAnswer =>
  typeof value === "object" &&
  value !== null &&
  "statusCode" in value &&
  typeof value.statusCode === "number" &&
  (!("body" in value) || value.body === null || typeof value.body === "string");

/** JSON as what it means; anything else as it is. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const pretty = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
