import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { root } from "../../tools/paths.ts";
import { signIn } from "../demo/sign-in.ts";
import { readStackJson, type StackJson } from "../stack/stack-json.ts";
import { describe } from "./describe.ts";
import { isForUs, isFromOurPage } from "./guard.ts";
import { hasPageKey } from "./page-key.ts";

const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const ours = join(import.meta.dirname, "browser");

/** Every file that the page can load. None is loaded from the internet. */
const FILES = new Map<string, [path: string, type: string]>([
  ["/", [join(ours, "index.html"), "text/html; charset=utf-8"]],
  ["/page.css", [join(ours, "page.css"), "text/css; charset=utf-8"]],
  ["/page.js", [join(ours, "page.js"), "text/javascript; charset=utf-8"]],
  ["/swagger-ui.css", [join(swagger, "swagger-ui.css"), "text/css; charset=utf-8"]],
  ["/swagger-ui-bundle.js", [join(swagger, "swagger-ui-bundle.js"), "text/javascript; charset=utf-8"]],
  ["/favicon.ico", [join(swagger, "favicon-32x32.png"), "image/png"]],
]);

const ACCOUNTS = ["demo", "operator"] as const;

/**
 * The server of the page where the API's calls can be tried. It signs in the stack's users, and returns their tokens
 * to its own page only.
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
  const file = request.method === "GET" ? FILES.get(path) : undefined;
  const stack = await readStackJson(home);
  if (file) return sendFile(response, ...file, stack);
  if (path === "/health") return sendJson(response, 200, { home });
  if (!stack)
    return sendJson(response, 503, { detail: "The stack is still starting. Load this page again." });
  if (path === "/page.json") return sendJson(response, 200, await pageFor(stack));
  const account = ACCOUNTS.find((name) => path === `/token/${name}`);
  if (!account || request.method !== "POST")
    return sendJson(response, 404, { detail: "There is no such page." });
  if (!isFromOurPage(request.headers, port))
    return sendJson(response, 403, { detail: "Only this server's own page gets a token." });
  if (!hasPageKey(request.headers["x-page-key"], stack.docs_url))
    return sendJson(response, 403, { detail: "Open the page with the whole address that npm start prints." });
  return sendJson(response, 200, { token: await signIn(stack, stack[account]) });
};

/** The page's content. It is read again for each request, so that a reload shows the current docs/openapi.yaml. */
const pageFor = async (stack: StackJson) => {
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
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** The page may call its own server and the stack. Swagger UI sets inline styles, which needs 'unsafe-inline'. */
const contentSecurityPolicy = (stack: StackJson | undefined) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self' ${stack?.endpoint_url ?? ""}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

const sendFile = (response: ServerResponse, path: string, type: string, stack: StackJson | undefined) => {
  const policy = contentSecurityPolicy(stack);
  response.writeHead(200, { ...HEADERS, "Content-Type": type, "Content-Security-Policy": policy });
  createReadStream(path)
    .on("error", () => response.destroy())
    .pipe(response);
};

const sendJson = (response: ServerResponse, status: number, body: object) => {
  response.writeHead(status, { ...HEADERS, "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
};
