import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { exclusive } from "../../tools/command/exclusive.ts";
import { type OnLine, step } from "../../tools/command/step.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { claimPort, preferPort } from "../../tools/processes/port.ts";
import { ensureEnvironments } from "../../tools/python/environments.ts";
import type { S3Source, Source } from "../emulator/source.ts";
import { type Emulator, startEmulator } from "../emulator/start-emulator.ts";
import { completeGateway } from "../gateway/complete-gateway.ts";
import { isPageServed } from "../page/is-page-served.ts";
import { withPageKey } from "../page/page-key.ts";
import { pageOrigins } from "../page/page-origins.ts";
import { assertApiResponds } from "./assert-api-responds.ts";
import { build } from "./build.ts";
import { buildPage } from "./build-page.ts";
import { copyInOneCall } from "./copy-in-one-call.ts";
import { createBucket } from "./create-bucket.ts";
import { deploy } from "./deploy.ts";
import { readOutputs } from "./outputs.ts";
import type { Parameters } from "./parameters.ts";
import { readStackState } from "./running-stack.ts";
import { removeStackJson, type StackJson, writeStackJson } from "./stack-json.ts";
import { createUsers } from "./users.ts";

export type { StackJson } from "./stack-json.ts";

export interface StackOptions {
  /** Folder for the stack's state, logs and build. Each stack needs its own. */
  home: string;
  /** Default 0: any free port. */
  port?: number;
  /** Template parameters on top of the local ones, such as { UploadExpirySeconds: "5" }. */
  parameters?: Parameters;
  /** Also builds and serves the page, and the API's page: on the next port, or on any free port when the next one is taken. */
  page?: boolean;
  /** Origins of other pages that may call the stack from a browser. Others are refused. */
  allowOrigins?: string[];
  /**
   * The functions' S3 server, for files that are too large for the emulator's memory. It gets the bucket of the stack. It
   * sends no notifications, so only confirmed files are moved. Functions act as root, so roles are not checked.
   */
  s3?: S3Source;
  /** Receives the progress, line by line. */
  onLine?: OnLine;
  /** When aborted, ends a start in progress and everything it has started. */
  signal?: AbortSignal;
}

export interface Stack {
  outputs: StackJson;
  /** The folder of the deployed functions, as `sam build` wrote them. */
  built: string;
  /** Ends the emulator and its Lambda workers, and removes stack.json. */
  stop(): Promise<void>;
  /** Settles when the emulator has ended, for any reason. */
  exited: Promise<void>;
  /** Keeps the stack running when this process ends. Without it, the stack ends too, even if this process is killed. */
  release(): void;
}

/**
 * Runs the whole template on this machine: emulator, build, deployment, users.
 * Several stacks may run at the same time, each in its own home.
 * @throws Trouble with a sentence about what failed. By then, every process of the stack has ended.
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const home = resolve(options.home);
  return exclusive(join(home, "start.lock"), () => start({ ...options, home }), { signal: options.signal });
};

const start = async (options: StackOptions): Promise<Stack> => {
  const { home, onLine = () => {}, signal, s3 } = options;
  const { state } = await readStackState(home);
  if (state === "running" || state === "unhealthy")
    throw new Trouble(`A stack is already running in ${home}.`);
  const port = await claimPort(options.port ?? 0);
  await ensureEnvironments(["ministack", "sam"], { onLine, signal });
  const instance = `malote-${randomUUID()}`;
  const page = options.page ? await preferPort(port + 1) : undefined;
  const origins = [...pageOrigins(page), ...(options.allowOrigins ?? [])];
  const emulator = await step(onLine, `Start the emulator on port ${port}`, () =>
    startEmulator({ port, home, instance, page, origins, s3 }, signal),
  );
  const { endpoint, region, credentials } = emulator.source;
  try {
    const built = await build({ home, onLine, signal });
    if (page !== undefined) await buildPage({ onLine, signal });
    const deployed = await deployAll(emulator.source, built, options);
    const outputs: StackJson = {
      ...deployed,
      ...(await pageOf(page, options, home)),
      endpoint_url: endpoint,
      region,
      access_key_id: credentials.accessKeyId,
      secret_access_key: credentials.secretAccessKey,
      allowed_origins: origins,
      port,
      pid: emulator.pid,
      instance,
      started_at: new Date().toISOString(),
      logs: join(home, "logs"),
    };
    await writeStackJson(home, outputs);
    return handleOn(emulator, home, built, outputs);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
};

const pageOf = async (port: number | undefined, { onLine = () => {} }: StackOptions, home: string) => {
  if (port === undefined) return {};
  const url = `http://127.0.0.1:${port}`;
  if (await isPageServed(url, home)) return withPageKey(url);
  onLine(`The page does not respond at ${url}. See the log: ${join(home, "logs", "emulator.log")}`);
  return {};
};

/** Deploys the template to a running emulator, as to AWS, and creates the three users. */
const deployAll = async (source: Source, built: string, options: StackOptions) => {
  const { home, parameters = {}, onLine = () => {}, signal, s3 } = options;
  await step(onLine, "Deploy the template (sam deploy)", () =>
    deploy({ source, home, built, parameters, signal }),
  );
  return step(onLine, "Gateway responses, CORS, three users", async () => {
    const outputs = await readOutputs(source);
    const [users] = await Promise.all([
      createUsers(source, outputs.user_pool_id),
      completeGateway({ ...outputs, source }),
      s3 && createBucket(s3, outputs.bucket),
      s3 && copyInOneCall(source, outputs.stack_name),
    ]);
    await assertApiResponds(outputs.api_url);
    return { ...outputs, ...users };
  });
};

const handleOn = (emulator: Emulator, home: string, built: string, outputs: StackJson): Stack => ({
  outputs,
  built,
  exited: emulator.exited,
  release: emulator.release,
  stop: async () => {
    await emulator.stop();
    await removeStackJson(home);
  },
});
