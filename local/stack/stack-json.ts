import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Account {
  username: string;
  password: string;
}

/** How to reach a running stack. It is in the file `stack.json` of the stack's home, for the demo, tests and curl. */
export interface StackJson {
  /** Base URL of the routes: `${api_url}/upload`. */
  api_url: string;
  /** The endpoint of S3, SQS, DynamoDB and Cognito, for AWS_ENDPOINT_URL. */
  endpoint_url: string;
  region: string;
  /** The emulator's root key, new with each start. With it, anybody can run code as the user who runs the stack. */
  access_key_id: string;
  secret_access_key: string;
  stack_name: string;
  api_id: string;
  stage: string;
  user_pool_id: string;
  client_id: string;
  bucket: string;
  table: string;
  queue_url: string;
  dlq_url: string;
  demo: Account;
  operator: Account;
  /** The account of `npm run relay`, in the group relays. */
  relay: Account;
  /** The origins of pages that may call this stack from a browser. */
  allowed_origins: string[];
  port: number;
  /** The supervisor's process id, and the id of the process group of the emulator and its workers. */
  pid: number;
  /** The stack's unique name. Its health endpoint responds with it, and its command line has it. */
  instance: string;
  started_at: string;
  logs: string;
  /** The page, with the key that its server asks for. Stacks of tests have none. */
  page_url?: string;
  /** The page where the API's calls can be tried, with the same key. */
  docs_url?: string;
}

const fileIn = (home: string) => join(home, "stack.json");

/** Writes the file completely or not at all. Only its owner may read it, because it has the root key and passwords. */
export const writeStackJson = async (home: string, stack: StackJson): Promise<void> => {
  const path = fileIn(home);
  const draft = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
};

/** The stack in stack.json, whether it runs or not; undefined when the file is missing or not valid. */
export const readStackJson = async (home: string): Promise<StackJson | undefined> => {
  const text = await readFile(fileIn(home), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const stack: unknown = JSON.parse(text);
    return isStackJson(stack) ? stack : undefined;
  } catch {
    return undefined;
  }
};

const isStackJson = (value: unknown): value is StackJson =>
  typeof value === "object" &&
  value !== null &&
  "pid" in value &&
  typeof value.pid === "number" &&
  value.pid > 1 &&
  "instance" in value &&
  typeof value.instance === "string" &&
  value.instance !== "" &&
  "endpoint_url" in value &&
  typeof value.endpoint_url === "string";

export const removeStackJson = (home: string): Promise<void> => rm(fileIn(home), { force: true });
