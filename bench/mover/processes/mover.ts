import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { type MoverRequest, serve } from "./serve.ts";

// Runs the mover as Lambda does: it calls the handler with events of up to ten messages, and with a deadline for each.
const [module = "", timeoutSeconds] = process.argv.slice(2);
const { handler }: { handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> } =
  await import(pathToFileURL(module).href);

const contextOf = (): Context => {
  const deadline = Date.now() + Number(timeoutSeconds) * 1000;
  return {
    awsRequestId: randomUUID(),
    functionName: "mover",
    functionVersion: "1",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:mover",
    memoryLimitInMB: "1024",
    logGroupName: "mover",
    logStreamName: "mover",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
};

serve(async ({ batches }: MoverRequest) => {
  const failed: string[] = [];
  for (const Records of batches) {
    const { batchItemFailures } = await handler({ Records }, contextOf());
    failed.push(...batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  }
  return failed;
});
