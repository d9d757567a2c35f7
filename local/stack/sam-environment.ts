import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { toolPath } from "../../tools/paths.ts";
import { credentials, REGION } from "../emulator/emulator-environment.ts";

/**
 * What the SAM CLI runs with here: the emulator's root key and no trace of the developer's own AWS
 * configuration, so that a local deployment cannot reach a real account. Nor a proxy: all it talks to is
 * on this machine.
 */
export const samEnvironment = (home: string, endpoint?: string): NodeJS.ProcessEnv => ({
  PATH: toolPath,
  HOME: join(home, "sam"),
  TMPDIR: samScratch(home),
  LANG: "C.UTF-8",
  SAM_CLI_TELEMETRY: "0",
  // Seconds between its looks at CloudFormation, 5 unless told otherwise.
  SAM_CLI_POLL_DELAY: "0.2",
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: "true",
  ...(endpoint ? { AWS_ENDPOINT_URL: endpoint } : {}),
});

const samScratch = (home: string) => join(home, "sam", "tmp");

/** Runs SAM with a folder for its temporary files, of which it leaves one for every function it packs. */
export const withSamScratch = async <T>(home: string, run: () => Promise<T>): Promise<T> => {
  await mkdir(samScratch(home), { recursive: true });
  try {
    return await run();
  } finally {
    await rm(samScratch(home), { recursive: true, force: true });
  }
};
