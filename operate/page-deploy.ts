import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { readArguments } from "../tools/command/arguments.ts";
import { runCommand } from "../tools/command/run-command.ts";
import { Trouble } from "../tools/command/trouble.ts";
import { root } from "../tools/paths.ts";
import { readBuild } from "./page/build.ts";
import { buildPage } from "./page/build-page.ts";
import { readDeployment } from "./page/deployment.ts";
import { publish } from "./page/publish.ts";

const HELP = `npm run page:deploy -- --stack-name NAME

Builds the page of web/ and uploads it to the bucket of a stack that was deployed with Page=true, with
a config.json that names the stack's API: docs/operations.md ("The page"). People who have the page
open keep the files of their release: a release's files are deleted some days after it was replaced.

  --stack-name   the stack, such as malote-prod
  --region       such as eu-west-1. Default: that of the environment
  --folder       a build that exists, instead of building web/
  --keep-days    the days for which the files of a replaced release are kept. Default: 7

It uses the credentials of the environment. The exit code is 0 when the page is live, 1 with a message when
something failed, and 2 when an option is wrong. Start it again after a failure. To go back to an
earlier page, run it on the earlier commit.`;

await runCommand(async () => {
  const { values } = readArguments("npm run page:deploy", {
    options: {
      help: { type: "boolean", default: false },
      "stack-name": { type: "string" },
      region: { type: "string" },
      folder: { type: "string" },
      "keep-days": { type: "string", default: "7" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { "stack-name": stackName, "keep-days": keepDays, region, folder } = values;
  if (!stackName) throw new Trouble("Give --stack-name: npm run page:deploy -- --help", { exitCode: 2 });
  if (!/^\d{1,4}$/.test(keepDays))
    throw new Trouble(`--keep-days must be a number of days, not "${keepDays}".`, { exitCode: 2 });
  const source = region === undefined ? {} : { region };
  const deployment = await readDeployment(new CloudFormationClient(source), stackName);
  if (folder === undefined) await buildPage();
  const build = await readBuild(folder ?? join(root, "web/dist"));
  await publish({
    // With a server that is no S3 (AWS_ENDPOINT_URL), a bucket's name is no host name.
    s3: new S3Client({ ...source, forcePathStyle: process.env["AWS_ENDPOINT_URL"] !== undefined }),
    deployment,
    build,
    keepDays: Number(keepDays),
    print: (line) => console.log(line),
  });
  return 0;
});
