import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { root } from "../../tools/paths.ts";
import { signIn } from "../demo/sign-in.ts";
import { readStackJson, type StackJson } from "../stack/stack-json.ts";
import { describe } from "./describe.ts";
import { docsFile } from "./docs-files.ts";
import { isForUs, isFromOurPage } from "./guard.ts";
import { hasPageKey } from "./page-key.ts";
import { contentSecurityPolicy, PAGE_HEADERS, type Served } from "./served.ts";
import { webFile } from "./web-files.ts";

const ACCOUNTS = ["demo", "operator"] as const;

/**
 * The server of the page (`/`, built from web/), and of the page where the API's calls can be tried (`/docs/`). It signs in
 * the stack's users, and returns their tokens to its own pages only.
 */
export const pageServer = (home: string) =>
  createServer((request, response) => {
    const port = request.socket.localPort ?? 0;
    respond(home, port, request, response).catch((error: unknown) => {
      sendJson(response, 500, { detail: error instanceof Error ? error.message : String(error) });
    });
  });

const respond = async (home: string, port: number, request: IncomingMessage, response: ServerResponse) => {
  if (!isForUs(request.headers, port))
    return sendJson(response, 403, { detail: "The Host header is not this server's." });
  const path = request.url?.split("?")[0] ?? "/";
  const file = request.method === "GET" ? (docsFile(path) ?? webFile(path)) : undefined;
  const stack = await readStackJson(home);
  if (file) return sendFile(response, file, stack);
  if (path === "/health") return sendJson(response, 200, { home });
  if (!stack)
    return sendJson(response, 503, { detail: "The stack is still starting. Load this page again." });
  if (path === "/config.json") return sendJson(response, 200, configFor(stack));
  if (path === "/docs/page.json") return sendJson(response, 200, await docsFor(stack));
  const account = ACCOUNTS.find((name) => path === `/token/${name}`);
  if (!account || request.method !== "POST")
    return sendJson(response, 404, { detail: "There is no such page." });
  if (!isFromOurPage(request.headers, port))
    return sendJson(response, 403, { detail: "Only this server's own page gets a token." });
  if (!hasPageKey(request.headers["x-page-key"], stack.page_url))
    return sendJson(response, 403, { detail: "Open the page with the whole address that npm start prints." });
  return sendJson(response, 200, { token: await signIn(stack, stack[account]) });
};

/** What the page must know. In a deployment, this is a file without accounts. */
const configFor = ({ api_url }: StackJson) => ({ api_url, accounts: ACCOUNTS, docs_url: "docs/" });

/** The content of the API's page. It is read again for each request, so that a reload shows the current docs/openapi.yaml. */
const docsFor = async (stack: StackJson) => {
  const accounts = ACCOUNTS.map((name) => ({ name, username: stack[name].username }));
  const text = await readFile(join(root, "docs", "openapi.yaml"), "utf8").catch(() => undefined);
  if (text === undefined) {
    return {
      accounts,
      fault: "docs/openapi.yaml is missing, so the API cannot be shown.",
    };
  }
  try {
    return { accounts, ...describe(text, stack.api_url) };
  } catch (error) {
    return {
      accounts,
      fault: `docs/openapi.yaml cannot be read. ${error instanceof Error ? error.message : ""}`,
    };
  }
};

const HEADERS = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  ...PAGE_HEADERS,
};

const sendFile = (response: ServerResponse, { file, type, policy }: Served, stack: StackJson | undefined) => {
  createReadStream(file)
    .on("open", () =>
      response.writeHead(200, {
        ...HEADERS,
        "Content-Type": type,
        "Content-Security-Policy": contentSecurityPolicy(stack?.endpoint_url, policy),
      }),
    )
    .on("error", () => sendJson(response, 404, { detail: "There is no such file." }))
    .pipe(response);
};

const sendJson = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { ...HEADERS, "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
};
