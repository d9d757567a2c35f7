import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { runTool } from "../../tools/command/run-tool.ts";
import { root } from "../../tools/paths.ts";
import { programOf } from "../../tools/python/environments.ts";
import { credentials, REGION } from "../emulator/emulator-environment.ts";
import { type Parameters, parameterOverrides } from "./parameters.ts";
import { samEnvironment, withSamScratch } from "./sam-environment.ts";

/** The stack's name, also in the [local] section of samconfig.toml. Each emulator has one stack. */
export const STACK = "malote-local";
const ARTIFACTS = "malote-artifacts";

interface Deployment {
  endpoint: string;
  home: string;
  /** The folder of the template that `sam build` wrote. */
  built: string;
  parameters: Parameters;
  signal?: AbortSignal | undefined;
}

/** Runs `sam deploy` with the built template against the emulator, as against a real account. */
export const deploy = async ({ endpoint, home, built, parameters, signal }: Deployment): Promise<void> => {
  await createArtifactsBucket(endpoint);
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

const createArtifactsBucket = async (endpoint: string) => {
  const s3 = new S3Client({ endpoint, region: REGION, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ARTIFACTS }));
  s3.destroy();
};
