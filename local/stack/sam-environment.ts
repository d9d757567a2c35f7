import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { toolPath } from "../../tools/paths.ts";
import type { Source } from "../emulator/source.ts";

/**
 * The SAM CLI's environment: the emulator's root key where one is given, and nothing of the developer's AWS
 * configuration, so that a local deployment cannot reach a real account. It has no proxy either, because every server it
 * calls is on this machine.
 */
export const samEnvironment = (home: string, source?: Source): NodeJS.ProcessEnv => ({
  PATH: toolPath,
  HOME: join(home, "sam"),
  TMPDIR: samScratch(home),
  LANG: "C.UTF-8",
  SAM_CLI_TELEMETRY: "0",
  // Seconds between two requests for the stack's state. The default is 5.
  SAM_CLI_POLL_DELAY: "0.2",
  AWS_EC2_METADATA_DISABLED: "true",
  ...(source && variablesOf(source)),
});

const variablesOf = ({ endpoint, region, credentials }: Source) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

const samScratch = (home: string) => join(home, "sam", "tmp");

/** Runs SAM with a folder for its temporary files. SAM leaves one file for every function that it packs. */
export const withSamScratch = async <T>(home: string, run: () => Promise<T>): Promise<T> => {
  await mkdir(samScratch(home), { recursive: true });
  try {
    return await run();
  } finally {
    await rm(samScratch(home), { recursive: true, force: true });
  }
};
