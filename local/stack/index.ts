import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { exclusive } from "../../tools/command/exclusive.ts";
import { type OnLine, step } from "../../tools/command/step.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { claimPort, preferPort } from "../../tools/processes/port.ts";
import { ensureEnvironments } from "../../tools/python/environments.ts";
import { credentials, REGION } from "../emulator/emulator-environment.ts";
import { type Emulator, startEmulator } from "../emulator/start-emulator.ts";
import { completeGateway } from "../gateway/complete-gateway.ts";
import { isPageServed } from "../page/is-page-served.ts";
import { assertApiResponds } from "./assert-api-responds.ts";
import { build } from "./build.ts";
import { deploy } from "./deploy.ts";
import { readOutputs } from "./outputs.ts";
import type { Parameters } from "./parameters.ts";
import { readStackState } from "./running-stack.ts";
import { removeStackJson, type StackJson, writeStackJson } from "./stack-json.ts";
import { createUsers } from "./users.ts";

export type { StackJson } from "./stack-json.ts";

export interface StackOptions {
  /** Folder for the stack's state, logs and build. One stack a home. */
  home: string;
  /** 0, the default, takes any free one. */
  port?: number;
  /** Template parameters on top of the local ones, such as { UploadExpirySeconds: "5" }. */
  parameters?: Parameters;
  /** Serves the API page as well, on the next port where that is free. */
  page?: boolean;
  /** Progress, line by line. */
  onLine?: OnLine;
  /** Ends a start that is under way, and everything it has started. */
  signal?: AbortSignal;
}

export interface Stack {
  outputs: StackJson;
  /** Where `sam build` left the functions that were deployed. */
  built: string;
  /** Ends the emulator and its Lambda workers, and removes stack.json. */
  stop(): Promise<void>;
  /** Settles when the emulator has ended, whoever ended it. */
  exited: Promise<void>;
  /** Lets the stack outlive this process; otherwise it ends with it, even when that is killed. */
  release(): void;
}

/**
 * The whole template, running on this machine: emulator, build, deployment, users.
 * Several stacks may run side by side, each in its own home.
 * @throws Trouble with a sentence about what failed; by then nothing of the stack runs any more
 */
export const startStack = async (options: StackOptions): Promise<Stack> => {
  const home = resolve(options.home);
  return exclusive(join(home, "start.lock"), () => start({ ...options, home }), { signal: options.signal });
};

const start = async (options: StackOptions): Promise<Stack> => {
  const { home, onLine = () => {}, signal } = options;
  const { state } = await readStackState(home);
  if (state === "running" || state === "unhealthy") throw new Trouble(`A stack already runs in ${home}.`);
  const port = await claimPort(options.port ?? 0);
  await ensureEnvironments(["ministack", "sam"], { onLine, signal });
  const instance = `malote-${randomUUID()}`;
  const page = options.page ? await preferPort(port + 1) : undefined;
  const emulator = await step(onLine, `Start the emulator on port ${port}`, () =>
    startEmulator({ port, home, instance, page }, signal),
  );
  try {
    const built = await build({ home, onLine, signal });
    const deployed = await bringUp(emulator.endpoint, built, options);
    const outputs: StackJson = {
      ...deployed,
      ...(await pageOf(page, options, home)),
      endpoint_url: emulator.endpoint,
      region: REGION,
      access_key_id: credentials.accessKeyId,
      secret_access_key: credentials.secretAccessKey,
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
  const docs_url = `http://127.0.0.1:${port}`;
  if (await isPageServed(docs_url, home)) return { docs_url };
  onLine(`The API page does not answer at ${docs_url}. Why may be in ${join(home, "logs", "emulator.log")}`);
  return {};
};

/** Puts the template on an emulator that runs: what a deployment to AWS would do, and the two users. */
const bringUp = async (endpoint: string, built: string, options: StackOptions) => {
  const { home, parameters = {}, onLine = () => {}, signal } = options;
  await step(onLine, "Deploy the template (sam deploy)", () =>
    deploy({ endpoint, home, built, parameters, signal }),
  );
  return step(onLine, "Gateway responses, CORS, two users", async () => {
    const outputs = await readOutputs(endpoint);
    const [users] = await Promise.all([
      createUsers(endpoint, outputs.user_pool_id),
      completeGateway({ ...outputs, endpoint }),
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
