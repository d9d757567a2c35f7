import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { privateFile, textOf } from "./private-file.ts";

/** What the command uses of the stack that `npm start` runs. */
export interface LocalStack {
  url: string;
  /** The stack.json. */
  path: string;
  username: string;
  password: string;
  /** Of the user pool's client. Each start has another one. */
  clientId: string;
}

/** Files are sent to the address in stack.json, and a folder from somewhere else may have one. So it must be this machine. */
const isLoopback = (url: string): boolean =>
  /^https?:$/.test(new URL(url).protocol) && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname);

/** The stack of the nearest `.malote/stack.json`, from `folder` upward. Undefined if no local stack runs there. */
export const findLocalStack = async (folder: string): Promise<LocalStack | undefined> => {
  for (let at = folder; ; at = dirname(at)) {
    const stack = await readLocalStack(join(at, ".malote", "stack.json"));
    if (stack) return stack;
    if (dirname(at) === at) return undefined;
  }
};

const readLocalStack = async (path: string): Promise<LocalStack | undefined> => {
  const owner = await stat(path).catch(() => undefined);
  // Where there are no users' ids, as on Windows, getuid is missing.
  if (!owner || (process.getuid && owner.uid !== process.getuid())) return undefined;
  const stack = await privateFile(path)
    .read()
    .catch(() => undefined);
  const url = textOf(stack, "api_url");
  const demo: unknown = typeof stack === "object" && stack !== null && "demo" in stack ? stack.demo : {};
  const username = textOf(demo, "username");
  const password = textOf(demo, "password");
  const clientId = textOf(stack, "client_id");
  if (url === undefined || !URL.canParse(url) || !isLoopback(url)) return undefined;
  if (username === undefined || password === undefined || clientId === undefined) return undefined;
  return { url, path, username, password, clientId };
};
