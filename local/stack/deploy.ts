import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { runTool } from "../../tools/command/run-tool.ts";
import { root } from "../../tools/paths.ts";
import { programOf } from "../../tools/python/environments.ts";
import type { Source } from "../emulator/source.ts";
import { type Parameters, parameterOverrides } from "./parameters.ts";
import { samEnvironment, withSamScratch } from "./sam-environment.ts";

/** The stack's name, also in the [local] section of samconfig.toml. Each emulator has one stack. */
export const STACK = "malote-local";
const ARTIFACTS = "malote-artifacts";

interface Deployment {
  source: Source;
  home: string;
  /** The folder of the template that `sam build` wrote. */
  built: string;
  parameters: Parameters;
  signal?: AbortSignal | undefined;
}

/** Runs `sam deploy` with the built template against the emulator, as against a real account. */
export const deploy = async ({ source, home, built, parameters, signal }: Deployment): Promise<void> => {
  await createArtifactsBucket(source);
  const args = ["--config-env", "local", "--config-file", join(root, "samconfig.toml")];
  args.push("--template-file", join(built, "template.yaml"), "--stack-name", STACK);
  args.push("--s3-bucket", ARTIFACTS, "--region", source.region, "--no-progressbar");
  args.push("--parameter-overrides", ...(await parameterOverrides(parameters)));
  await withSamScratch(home, () =>
    runTool(programOf("sam", "sam"), ["deploy", ...args], {
      name: "sam deploy",
      cwd: root,
      env: samEnvironment(home, source),
      log: join(home, "logs", "deploy.log"),
      signal,
    }),
  );
};

const createArtifactsBucket = async (source: Source) => {
  const s3 = new S3Client({ ...source, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: ARTIFACTS }));
  s3.destroy();
};
