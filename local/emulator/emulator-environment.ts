import { delimiter, dirname, join } from "node:path";
import { nodeBinary } from "../../tools/paths.ts";

export const REGION = "us-east-1";
export const ACCOUNT = "123456789012";

/** The emulator's root key; signatures made with it are not checked, so it is no secret. */
export const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/**
 * All of the emulator's environment. It starts from nothing, because a variable that a function does not set
 * falls through to it from here: a developer's AWS_PROFILE or NODE_OPTIONS would change how functions run.
 */
export const emulatorEnvironment = ({ port, instance, scratch }: EmulatorPlace): NodeJS.ProcessEnv => ({
  // Functions run on the first node on PATH.
  PATH: [dirname(nodeBinary), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
  HOME: scratch,
  TMPDIR: scratch,
  // Where it keeps the user pool's signing keys: by default one folder for all stacks, for anybody to read.
  STATE_DIR: join(scratch, "state"),
  LANG: "C.UTF-8",
  AUTH: "true",
  // Every interface unless told otherwise.
  BIND_HOST: "127.0.0.1",
  GATEWAY_PORT: String(port),
  MINISTACK_REGION: REGION,
  MINISTACK_ACCOUNT_ID: ACCOUNT,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  // Its health tells this name, which is how a stack is known to be the one that stack.json speaks of.
  MINISTACK_EDITION: instance,
  // Listeners this project has no use for: MQTT on 8883 (which a second stack could not open) and SFTP.
  IOT_MTLS_ENABLED: "false",
  SFTP_ENABLED: "false",
  // Functions run as processes. At start and stop it removes its containers, all of them: it shall find none.
  LAMBDA_EXECUTOR: "local",
  DOCKER_HOST: `unix://${join(scratch, "no-docker.sock")}`,
  PYTHONUNBUFFERED: "1",
});

export interface EmulatorPlace {
  port: number;
  /** A name nobody else has, so that no other process is ever taken for this one. */
  instance: string;
  /**
   * A folder outside the checkout, where functions and layers are unpacked. Below the checkout they would
   * find its package.json, which turns the emulator's own worker script into a module that does not load, and
   * its node_modules, which would stand in for what a layer forgot.
   */
  scratch: string;
}
