import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { inject } from "vitest";
import { functionNames, sourceOf } from "../../local/stack/resources.ts";

const stack = inject("stack");
const source = sourceOf(stack);
const lambda = new LambdaClient(source);

export type Tally = {
  files: Record<string, number>;
  objects: Record<string, number>;
  failed: number;
  oldestUnfinishedSeconds: number;
};

const reconcilerName = async (): Promise<string> => {
  const name = (await functionNames(source, stack.stack_name)).get("Reconciler");
  if (!name) throw new Error("the stack has no Reconciler");
  return name;
};

/** Runs the reconciler once, as the schedule does. */
export const runReconciler = async (qualifier?: "live"): Promise<Tally> => {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: await reconcilerName(),
      ...(qualifier && { Qualifier: qualifier }),
      Payload: "{}",
    }),
  );
  const text = Payload?.transformToString() ?? "";
  if (FunctionError) throw new Error(`the reconciler failed: ${text}`);
  return JSON.parse(text);
};

/** Makes the unpublished code treat objects of any age as left over, because a test cannot set their age in S3. */
export const countEverythingAsLeftOver = async (): Promise<void> => {
  const FunctionName = await reconcilerName();
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...Environment?.Variables, LEFTOVER_AGE_SECONDS: "0" } },
    }),
  );
};
