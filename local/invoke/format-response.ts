/** A function's result for people to read: a response for API Gateway as HTTP, anything else as JSON. */
export const formatResponse = (payload: string): string => {
  const response = parsed(payload);
  if (!isProxyResponse(response)) return pretty(response);
  const headers = Object.entries({ ...response.headers, ...response.multiValueHeaders });
  return [
    `HTTP ${response.statusCode}`,
    ...headers.map(([name, value]) => `${name}: ${[value].flat().join(", ")}`),
    ...(response.body ? ["", pretty(parsed(response.body))] : []),
  ].join("\n");
};

interface ProxyResponse {
  statusCode: number;
  headers?: Record<string, unknown>;
  multiValueHeaders?: Record<string, unknown>;
  body?: string;
}

const isProxyResponse = (value: unknown): value is ProxyResponse =>
  typeof value === "object" &&
  value !== null &&
  "statusCode" in value &&
  typeof value.statusCode === "number" &&
  (!("body" in value) || value.body === null || typeof value.body === "string");

/** The value of a JSON text; any other text unchanged. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const pretty = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
