import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { Source } from "../emulator/source.ts";

export interface Invoked {
  payload: string;
  /** "Unhandled" if the function threw or did not load. */
  functionError: string | undefined;
  log: string[];
  milliseconds: number;
}

/** Calls Lambda's Invoke: the function runs with its role, but without API Gateway or SQS. */
export const invokeFunction = async (
  source: Source,
  FunctionName: string,
  event: unknown,
): Promise<Invoked> => {
  // An invocation has effects, so the SDK must not retry it.
  const lambda = new LambdaClient({ ...source, maxAttempts: 1 });
  const started = performance.now();
  const { Payload, FunctionError, LogResult } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: "Tail" }),
  );
  const milliseconds = Math.round(performance.now() - started);
  lambda.destroy();
  return {
    payload: Payload?.transformToString() ?? "",
    functionError: FunctionError,
    log: linesOf(Buffer.from(LogResult ?? "", "base64")),
    milliseconds,
  };
};

/** Lambda returns the last 4 KB of a log. If the log was longer, the first line is cut, so it is left out. */
const TAIL = 4096;

const linesOf = (tail: Buffer): string[] =>
  tail
    .toString("utf8")
    .split("\n")
    .slice(tail.length < TAIL ? 0 : 1);
