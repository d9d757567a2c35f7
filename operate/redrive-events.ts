import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { readPublisher } from "./redrive-events/publisher.ts";
import { redriveEvents } from "./redrive-events/redrive-events.ts";

const HELP = `npm run redrive:events -- --stack-name NAME [--dry-run]

Publishes the changes of files that Lambda gave up to publish: docs/operations.md. First mend the
cause. Each change becomes a FileStatusChanged with the id that it would have had, so a receiver
recognises one that it has. What webhooks lack becomes deliveries. What was published is deleted from the bucket.

  --stack-name   the stack, such as malote-prod
  --region       such as eu-west-1. Default: that of the environment
  --dry-run      prints how many objects wait, and publishes none

It uses the credentials of the environment, which may read the stack's outputs, read and delete in the bucket
UnpublishedChangesBucketName, and invoke StatusEventsFunctionName and WebhookFanoutFunctionName. The exit code is 0 when all
changes were published, 1 with a message when some are left, and 2 when an option is wrong. If it is
interrupted, start it again: it continues with what is left.`;

await runCommand(async () => {
  const { values } = readArguments("npm run redrive:events", {
    options: {
      help: { type: "boolean", default: false },
      "stack-name": { type: "string" },
      region: { type: "string" },
      "dry-run": { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { "stack-name": stackName, "dry-run": dryRun, region } = values;
  if (!stackName) throw new Trouble("Give --stack-name: npm run redrive:events -- --help", { exitCode: 2 });
  const source = region === undefined ? {} : { region };
  const clients = {
    // With a server that is no S3 (AWS_ENDPOINT_URL), a bucket's name is no host name.
    s3: new S3Client({ ...source, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    lambda: new LambdaClient(source),
  };
  const publisher = await readPublisher(new CloudFormationClient(source), stackName);
  await redriveEvents(clients, publisher, { dryRun, print: (line) => console.log(line) });
  return 0;
});
