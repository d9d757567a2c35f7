import { delimiter, dirname, join } from "node:path";
import { nodeBinary } from "../../tools/paths.ts";
import type { RootKey } from "./source.ts";

export const REGION = "us-east-1";
export const ACCOUNT = "123456789012";

/**
 * The emulator's whole environment. It inherits nothing, because functions inherit the emulator's variables:
 * a developer's AWS_PROFILE or NODE_OPTIONS would change how functions run.
 */
export const emulatorEnvironment = ({
  port,
  instance,
  scratch,
  rootKey,
  s3,
}: EmulatorPlace): NodeJS.ProcessEnv => ({
  // Functions run on the first node on PATH.
  PATH: [dirname(nodeBinary), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
  HOME: scratch,
  TMPDIR: scratch,
  // The user pool's signing keys are kept here. The default is one folder for all stacks, which everybody can read.
  STATE_DIR: join(scratch, "state"),
  LANG: "C.UTF-8",
  AUTH: "true",
  // The default is every interface.
  BIND_HOST: "127.0.0.1",
  GATEWAY_PORT: String(port),
  MINISTACK_REGION: REGION,
  MINISTACK_ACCOUNT_ID: ACCOUNT,
  // Functions do not inherit this key: the emulator gives each of them the key of a session of its role.
  AWS_ACCESS_KEY_ID: rootKey.accessKeyId,
  AWS_SECRET_ACCESS_KEY: rootKey.secretAccessKey,
  // Functions inherit it, so their objects are on this server, and not in the emulator's memory.
  ...(s3 !== undefined && { AWS_ENDPOINT_URL_S3: s3 }),
  // The health endpoint responds with this name. It shows that this is the stack that stack.json describes.
  MINISTACK_EDITION: instance,
  // Two listeners that this project does not need: MQTT on 8883 (a second stack could not open it) and SFTP.
  IOT_MTLS_ENABLED: "false",
  SFTP_ENABLED: "false",
  // Functions run as processes. When the emulator starts and stops, it removes every container of its kind on this
  // machine, so it must not reach Docker.
  LAMBDA_EXECUTOR: "local",
  DOCKER_HOST: `unix://${join(scratch, "no-docker.sock")}`,
  PYTHONUNBUFFERED: "1",
});

export interface EmulatorPlace {
  port: number;
  /** A unique name, so that no other process can be mistaken for this stack's. */
  instance: string;
  /**
   * A folder outside the checkout, where functions and layers are unpacked. Inside the checkout they would find its
   * package.json, which makes an ES module of the emulator's worker script, and that does not load. They would also
   * find its node_modules, which would hide that a package is missing from a layer.
   */
  scratch: string;
  rootKey: RootKey;
  /** The endpoint of another S3 server for the functions. */
  s3?: string | undefined;
}
