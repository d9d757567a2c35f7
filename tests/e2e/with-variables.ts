import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { inject } from "vitest";
import { functionNames, sourceOf } from "../../local/stack/resources.ts";
import { queueDepth } from "./cloud.ts";
import { until } from "./service.ts";

const ALIAS = "live";

/**
 * Runs `work` while some deployed functions have other environment variables, which no parameter of the template can set.
 * Then the aliases point to the deployed versions again.
 * @param functions their logical ids
 */
export const withVariables = async (
  variables: Record<string, string>,
  functions: readonly string[],
  work: () => Promise<void>,
): Promise<void> => {
  const stack = inject("stack");
  const source = sourceOf(stack);
  const lambda = new LambdaClient(source);
  const names = await functionNames(source, stack.stack_name);
  const changed = functions.map((logicalId) => {
    const FunctionName = names.get(logicalId);
    if (!FunctionName) throw new Error(`${logicalId} is not deployed`);
    return FunctionName;
  });
  const undo: (() => Promise<unknown>)[] = [];
  try {
    for (const FunctionName of changed) {
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName, Name: ALIAS }));
      const original = { ...Environment?.Variables };
      undo.push(async () => {
        await lambda.send(new UpdateAliasCommand({ FunctionName, Name: ALIAS, FunctionVersion }));
        await lambda.send(
          new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: original } }),
        );
      });
      const Variables = { ...original, ...variables };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
      await lambda.send(new UpdateAliasCommand({ FunctionName, Name: ALIAS, FunctionVersion: "$LATEST" }));
    }
    await work();
    // An update ends the mover's invocations, and their messages would be hidden for the rest of the visibility timeout.
    await until(queueDepth, (depth) => depth === 0);
  } finally {
    for (const one of undo) await one();
    lambda.destroy();
  }
};
