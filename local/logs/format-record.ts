import { formatFrame } from "./format-frame.ts";

/** Members of a record that are shown elsewhere in the line, or not at all: Powertools puts them into every record. */
const BOILERPLATE = new Set([
  ...["level", "message", "timestamp", "service", "sampling_rate", "xray_trace_id", "cold_start"],
  ...["function_name", "function_arn", "function_memory_size", "function_request_id", "tenant_id"],
]);

export type LogRecord = Record<string, unknown>;

/** The JSON object in a line; undefined when the line is anything else. */
export const parseRecord = (text: string): LogRecord | undefined => {
  if (!text.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

export const clock = (at: number): string => {
  const time = new Date(at);
  const [hours, minutes, seconds] = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${hours}:${minutes}:${seconds}.${String(time.getMilliseconds()).padStart(3, "0")}`;
};

/** `12:00:01.123 consult   INFO  ` before a text. */
export const prefixed = (at: number, name: string, level: string, rest: string): string =>
  `${clock(at)} ${name.padEnd(9)} ${level.padEnd(5)} ${rest}`.trimEnd();

/** One record in one line, and below it, indented, the stack of an error in it. */
export const formatRecord = (name: string, record: LogRecord, received: number): string[] => {
  const stacks: string[] = [];
  const extras = Object.entries(record)
    .filter(([key]) => !BOILERPLATE.has(key))
    .map(([key, value]) => {
      if (!isError(value)) return `${key}=${show(value)}`;
      stacks.push(
        ...value.stack
          .split("\n")
          .slice(1)
          .flatMap((line) => formatFrame(line) ?? []),
      );
      return `${key}=${show(`${value.name ?? "Error"}: ${value.message ?? ""}`)}`;
    });
  const at = typeof record["timestamp"] === "string" ? Date.parse(record["timestamp"]) : Number.NaN;
  const rest = [show(record["message"] ?? "", true), ...extras].join("  ");
  const level = String(record["level"] ?? "-");
  return [
    prefixed(Number.isNaN(at) ? received : at, name, level, rest),
    ...stacks.map((line) => `    ${line}`),
  ];
};

/** A record in CloudWatch's embedded metric format as one short line; undefined for any other record. */
export const formatMetrics = (name: string, record: LogRecord, received: number): string | undefined => {
  if (!("_aws" in record)) return undefined;
  const counts = Object.entries(record).filter(
    ([, value]) => typeof value === "number" || Array.isArray(value),
  );
  return prefixed(received, name, "-", counts.map(([key, value]) => `${key}=${show(value)}`).join("  "));
};

const isError = (value: unknown): value is { stack: string; name?: string; message?: string } =>
  typeof value === "object" && value !== null && "stack" in value && typeof value.stack === "string";

const show = (value: unknown, unquoted = false): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const oneLine = text.replaceAll("\n", "\\n");
  return unquoted || !/[\s"=]/.test(oneLine) || typeof value !== "string" ? oneLine : JSON.stringify(value);
};
