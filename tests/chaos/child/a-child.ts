import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { APIGatewayProxyEvent, SQSBatchResponse, SQSRecord } from "aws-lambda";
import { anApiEvent, idTokenClaims } from "#testing/api-event.ts";
import { lambdaFunctions } from "../../../bench/bundles/functions.ts";
import type { Tally } from "../../../functions/reconciler/ports.ts";
import type { UpdateRequest, UploadRequest } from "../../../layers/core/src/contract/requests.ts";
import type { Caller } from "../../../layers/core/src/domain/caller.ts";
import { nodeBinary } from "../../../tools/paths.ts";
import type { TestFunction } from "../world/crash.ts";
import { Died } from "../world/plan.ts";
import { awsConfig, s3Config } from "../world/servers.ts";
import type { World } from "../world/types.ts";
import type { Kill } from "./watch-calls.ts";

/** The input of invoke.ts. `parts` limits the invocation's time to a copy of this many parts. */
export type InvocationInput = { handler: string; event: unknown; kill?: Kill; parts?: number };
/** `idle` and `peak` are resident memory in bytes: after the handler was loaded, and the highest after that. */
export type Outcome = { calls: string[]; response: unknown; idle: number; peak: number };

type FunctionName =
  | "mover"
  | "inbox"
  | "upload"
  | "upload-many"
  | "confirm"
  | "update"
  | "remove"
  | "reconciler";

const INVOKE = fileURLToPath(new URL("./invoke.ts", import.meta.url));
const FUNCTIONS = lambdaFunctions();

/**
 * Invokes a function's real handler in a new process, with the environment variables of the template.
 * @throws Died if the process was killed
 */
export const invoke = async (
  world: World,
  name: FunctionName,
  input: Omit<InvocationInput, "handler">,
): Promise<Outcome> => {
  const deployed = FUNCTIONS.find((one) => one.name === name);
  if (!deployed) throw new Error(`template.yaml has no function ${name}`);
  const child = spawn(nodeBinary, ["--conditions=malote-source", INVOKE], {
    env: { ...deployed.environment, ...ownVariables(world) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(
    JSON.stringify({ ...input, handler: join(deployed.folder, "handler.ts") } satisfies InvocationInput),
  );
  const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (signal === "SIGKILL") throw new Died();
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal}`);
  return JSON.parse(output);
};

/** The environment variables that a deployment fills in, and the endpoints of the servers. */
const ownVariables = (world: World): Record<string, string> => {
  const { credentials, region, endpoint } = awsConfig();
  return {
    FILES_TABLE: world.table,
    BUCKET: world.bucket,
    MOVE_QUEUE_URL: world.queueUrl,
    INBOX_QUEUE_URL: world.inboxUrl,
    STACK_NAME: world.table,
    MULTIPART_THRESHOLD_BYTES: String(world.parts.thresholdBytes),
    COPY_PART_BYTES: String(world.parts.partBytes),
    COPY_MAX_PART_BYTES: String(world.parts.partBytes),
    LEFTOVER_AGE_SECONDS: String(world.leftoverAgeSeconds),
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: s3Config().endpoint,
    POWERTOOLS_LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
  };
};

const OPERATOR: Caller = { sub: "an operator", groups: ["operators"] };

const claimsOf = ({ sub, groups }: Caller) => idTokenClaims({ sub, "cognito:groups": groups.join(",") });

/** The functions, with a process for each invocation. The first process is killed at one of its calls. */
export const aKilledFunction = (world: World, kill?: Kill): TestFunction & { calls: string[] } => {
  const calls: string[] = [];
  let died = false;
  const run = async (name: FunctionName, event: unknown): Promise<unknown> => {
    try {
      const outcome = await invoke(world, name, { event, ...(kill && { kill }) });
      calls.push(...outcome.calls);
      return outcome.response;
    } catch (error) {
      died ||= error instanceof Died;
      throw error;
    }
  };
  const message = async (name: FunctionName, record: SQSRecord): Promise<void> => {
    const { batchItemFailures } = (await run(name, { Records: [record] })) as SQSBatchResponse;
    if (batchItemFailures.length > 0) throw new Error("the message failed");
  };
  const route = async (name: FunctionName, caller: Caller, parts: Partial<APIGatewayProxyEvent>) => {
    const response = await run(name, anApiEvent({ ...parts, claims: claimsOf(caller) }));
    const { statusCode, body } = response as { statusCode: number; body: string };
    if (statusCode >= 400) throw new Error(`${name} responded with ${statusCode}`);
    return body === "" ? undefined : JSON.parse(body);
  };
  const first = {
    isDead: () => died,
    receive: (record: SQSRecord) => message("mover", record),
    receiveInbox: (record: SQSRecord) => message("inbox", record),
    upload: (request: UploadRequest, caller: Caller, key: string) =>
      route("upload", caller, {
        body: JSON.stringify(request),
        headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      }),
    uploads: (requests: readonly UploadRequest[], caller: Caller, key: string) =>
      route("upload-many", caller, {
        body: JSON.stringify({ files: requests }),
        headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      }),
    confirm: (input: { file_id: string }, caller: Caller) =>
      route("confirm", caller, { body: JSON.stringify(input) }),
    update: (request: UpdateRequest) => route("update", OPERATOR, { body: JSON.stringify(request) }),
    remove: (input: { file_id: string }, caller: Caller) =>
      route("remove", caller, { httpMethod: "DELETE", body: null, pathParameters: input }),
    reconcile: async () => (await run("reconciler", {})) as Tally,
  };
  const later = world.process();
  return { calls, current: () => (died ? later : first), hasDied: () => died };
};
