import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { anSdkError, callsOf, SDK_CONFIG } from "#testing/sdk.ts";
import { template } from "../../tests/unit/template.ts";
import { readDeployment } from "./deployment.ts";
import { DEPLOYMENT } from "./page.fixture.ts";

const client = new CloudFormationClient(SDK_CONFIG);
const cloudformation = mockClient(client);
beforeEach(() => cloudformation.reset());

const OUTPUTS: Record<string, string> = {
  ApiUrl: DEPLOYMENT.apiUrl,
  BucketName: DEPLOYMENT.bucket,
  PageBucketName: DEPLOYMENT.pageBucket,
  PageUrl: DEPLOYMENT.pageUrl,
};

const respond = (outputs: Record<string, string>) =>
  cloudformation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: "malote-prod",
        CreationTime: new Date(),
        StackStatus: "UPDATE_COMPLETE",
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });

test("a deployment is read from the stack's outputs, in one call", async () => {
  respond(OUTPUTS);
  await expect(readDeployment(client, "malote-prod")).resolves.toEqual(DEPLOYMENT);
  expect(callsOf(cloudformation)).toEqual([["DescribeStacksCommand", { StackName: "malote-prod" }]]);

  respond({ ...OUTPUTS, DownloadDomain: "d2.cloudfront.net" });
  await expect(readDeployment(client, "malote-prod")).resolves.toHaveProperty(
    "downloadDomain",
    "d2.cloudfront.net",
  );
});

test("the outputs are those of template.yaml", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([...Object.keys(OUTPUTS), "DownloadDomain"]),
  );
});

test("a stack without a page is refused with what to do", async () => {
  const { PageBucketName: _, ...others } = OUTPUTS;
  respond(others);

  await expect(readDeployment(client, "malote-prod")).rejects.toMatchObject({
    name: "Trouble",
    message: expect.stringContaining("Page=true"),
  });
});

test("an unknown stack is a sentence, and another failure stays as it is", async () => {
  const unknown = anSdkError("ValidationError", 400, "Stack with id malote does not exist");
  cloudformation.on(DescribeStacksCommand).rejects(unknown);
  await expect(readDeployment(client, "malote")).rejects.toMatchObject({
    name: "Trouble",
    message: "Stack with id malote does not exist. Check --stack-name and --region.",
  });

  const denied = anSdkError("AccessDenied", 403);
  cloudformation.on(DescribeStacksCommand).rejects(denied);
  await expect(readDeployment(client, "malote")).rejects.toBe(denied);
});
