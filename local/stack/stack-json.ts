import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Account {
  username: string;
  password: string;
}

/** What a running stack is and how to reach it; `stack.json` in its home, for the demo, tests and curl. */
export interface StackJson {
  /** The API's routes hang below it: `${api_url}/upload`. */
  api_url: string;
  /** Where every AWS SDK finds S3, SQS, DynamoDB and Cognito: AWS_ENDPOINT_URL. */
  endpoint_url: string;
  region: string;
  /** The emulator's root key. */
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
  port: number;
  /** Of the supervisor, which leads the process group of the emulator and its workers. */
  pid: number;
  /** The stack's name for itself, told by its health and in its command line. */
  instance: string;
  started_at: string;
  logs: string;
  /** The page where the API's calls can be tried; stacks of tests have none. */
  docs_url?: string;
}

const fileIn = (home: string) => join(home, "stack.json");

/** Whole or not at all, and for the owner's eyes only: it holds passwords. */
export const writeStackJson = async (home: string, stack: StackJson): Promise<void> => {
  const path = fileIn(home);
  const draft = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
};

/** The stack that stack.json speaks of, whether it runs or not; undefined without one, or with a broken one. */
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
