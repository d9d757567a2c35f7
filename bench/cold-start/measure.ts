import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { nodeBinary } from "../../tools/paths.ts";

/** Milliseconds since the process began: elapsed time, and processor time. */
export interface Cost {
  wall: number;
  cpu: number;
}

const run = promisify(execFile);
const probe = fileURLToPath(new URL("./probe.mjs", import.meta.url));

/** Variables that Lambda sets. With a region and keys, the SDK does not look for them over the network. */
const LAMBDA = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "example",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  POWERTOOLS_DEV: "false",
};

/** Starts a process that loads the module, or nothing if none is given, and returns what it cost. */
export const loadOnce = async (environment: Record<string, string>, module?: string): Promise<Cost> => {
  const { stdout } = await run(nodeBinary, [probe, ...(module ? [module] : [])], {
    env: { ...LAMBDA, ...environment },
    timeout: 60_000,
  });
  return JSON.parse(stdout);
};
