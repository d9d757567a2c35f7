import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the relay uses of the stack that `npm start` runs. */
export interface LocalStack {
  service: string;
  /** Missing: a stack of an older version. */
  account?: { username: string; password: string };
}

/** The folder that `npm start` keeps its state in. Only a clone of the repository has one. */
export const stateHome = fileURLToPath(new URL("../../../.malote", import.meta.url));

/** The stack of stack.json, or undefined if there is none. */
export const readLocalStack = (home: string): LocalStack | undefined => {
  let stack: unknown;
  try {
    stack = JSON.parse(readFileSync(join(home, "stack.json"), "utf8"));
  } catch {
    return undefined;
  }
  const { api_url, relay } = (stack ?? {}) as { api_url?: unknown; relay?: Record<string, unknown> };
  if (typeof api_url !== "string") return undefined;
  const { username, password } = relay ?? {};
  if (typeof username !== "string" || typeof password !== "string") return { service: api_url };
  return { service: api_url, account: { username, password } };
};
