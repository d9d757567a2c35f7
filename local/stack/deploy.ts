import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { runTool } from "../../tools/command/run-tool.ts";
import { root } from "../../tools/paths.ts";
import { programOf } from "../../tools/python/environments.ts";
import { credentials, REGION } from "../emulator/emulator-environment.ts";
import { type Parameters, parameterOverrides } from "./parameters.ts";
import { samEnvironment, withSamScratch } from "./sam-environment.ts";

/** Names the stack in samconfig.toml's [local] as well; each emulator has one. */
export const STACK = "malote-local";
const ARTIFACTS = "malote-artifacts";

interface Deployment {
  endpoint: string;
  home: string;
  /** Where `sam build` left the template. */
  built: string;
  parameters: Parameters;
  signal?: AbortSignal | undefined;
}

/** `sam deploy` of the built template to the emulator, as to a real account. */
export const deploy = async ({ endpoint, home, built, parameters, signal }: Deployment): Promise<void> => {
  await makeArtifactsBucket(endpoint);
  const args = ["--config-env", "local", "--config-file", join(root, "samconfig.toml")];
  args.push("--template-file", join(built, "template.yaml"), "--stack-name", STACK);
  args.push("--s3-bucket", ARTIFACTS, "--region", REGION, "--no-progressbar");
  args.push("--parameter-overrides", ...(await parameterOverrides(parameters)));
  await withSamScratch(home, () =>
    runTool(programOf("sam", "sam"), ["deploy", ...args], {
      name: "sam deploy",
      cwd: root,
      env: samEnvironment(home, endpoint),
      log: join(home, "logs", "deploy.log"),
      signal,
    }),
  );
};

const makeArtifactsBucket = async (endpoint: string) => {
  const s3 = new S3Client({ endpoint, region: REGION, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ARTIFACTS }));
  s3.destroy();
};
