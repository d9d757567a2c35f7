import { beforeAll, expect, test } from "vitest";
import { type TransformedTemplate, transformed } from "../../tools/sam/transformed.ts";
import { functions } from "../unit/template.ts";

// What SAM makes of the template and the emulator does not show.

let creates: TransformedTemplate;
let existing: TransformedTemplate;
beforeAll(async () => {
  [creates, existing] = (await transformed([{}, { ApiGatewayLogging: "existing" }])) as [
    TransformedTemplate,
    TransformedTemplate,
  ];
});

const stageOf = ({ Resources }: TransformedTemplate) => {
  const stage = Object.values(Resources).find(({ Type }) => Type === "AWS::ApiGateway::Stage");
  if (!stage) throw new Error("there is no stage");
  return stage;
};

test("the stage waits for the account's log role, and needs none if the stack does not set it", () => {
  expect(stageOf(creates).Properties["Variables"]).toEqual({ LogRole: { Ref: "ApiGatewayAccount" } });
  expect(stageOf(existing).Properties["Variables"]).toEqual({ LogRole: "existing" });
});

test("no resource depends on a resource that has another condition", () => {
  for (const { Resources } of [creates, existing])
    for (const { DependsOn = [], Condition } of Object.values(Resources))
      for (const on of [DependsOn].flat()) expect([undefined, Condition]).toContain(Resources[on]?.Condition);
});

test("old versions of the functions are deleted", () => {
  const versions = Object.values(creates.Resources).filter(({ Type }) => Type === "AWS::Lambda::Version");
  expect(versions).toHaveLength(functions.length);
  for (const { DeletionPolicy } of versions) expect(DeletionPolicy).toBe("Delete");
});

test("an event of the reconciler is not kept until the next one", () => {
  const [config, ...more] = Object.values(creates.Resources).filter(
    ({ Type }) => Type === "AWS::Lambda::EventInvokeConfig",
  );
  expect(more).toEqual([]);
  expect(config?.Properties).toMatchObject({
    FunctionName: { Ref: "Reconciler" },
    Qualifier: "live",
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 240,
  });
});
