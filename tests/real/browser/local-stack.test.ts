import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { signIn } from "../../../local/demo/sign-in.ts";
import { sourceOf } from "../../../local/stack/resources.ts";
import { ATTACKER, attack } from "../../e2e/attack.ts";
import { servePage } from "./serve-page.ts";
import { startChromium } from "./start-chromium.ts";

/** The entry of pages has these functions, too. Its own types need those of the DOM, which this project does not have. */
type Client = Pick<
  typeof import("../../../client/source/node.ts"),
  "connect" | "upload" | "waitFor" | "get" | "download"
>;
declare const client: Client;

const EVIL = "evil.example";
const stack = inject("realStack");
const appOrigin = inject("appOrigin");

let browser: Browser;
let app: Awaited<ReturnType<typeof servePage>>;
let other: Awaited<ReturnType<typeof servePage>>;
let folder: string;
beforeAll(async () => {
  browser = await startChromium(EVIL);
  app = await servePage(Number(new URL(appOrigin).port), {
    "/sdk": {
      type: "text/html",
      body: '<!doctype html><title>sdk</title><script src="/client.js"></script>',
    },
    "/client.js": { type: "text/javascript", body: await bundledClient() },
  });
  other = await servePage();
  folder = await mkdtemp(join(tmpdir(), "malote-browser-"));
});
afterAll(async () => {
  await browser?.close();
  app?.close();
  other?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** The package `malote` as a script, which puts its exports into the variable `client`. */
const bundledClient = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "../../../client/source/index.ts")],
    bundle: true,
    format: "iife",
    globalName: "client",
    target: "es2022",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
};

const open = async (url: string): Promise<Page> => {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
};

/** What a script of the page sees: the status and the body, or that the browser let it see nothing. */
const fetchIn = (
  page: Page,
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string } = {},
) =>
  page.evaluate(
    async ([url, init]) => {
      try {
        const response = await fetch(url, init);
        return { status: response.status, text: await response.text() };
      } catch {
        return "blocked";
      }
    },
    [url, init] as const,
  );

describe.each([
  ["a foreign page", () => `http://${EVIL}:${other.port}`],
  ["another page of this machine", () => `http://localhost:${other.port}`],
  ["another page of this address", () => `http://127.0.0.1:${other.port}`],
])("%s", (_what, url) => {
  test.each([
    ["the stack's address", stack.endpoint_url],
    ["its own host name, which leads to the stack after DNS rebinding", `http://${EVIL}:${stack.port}`],
  ])("cannot run code through %s", async (_where, endpoint) => {
    const page = await open(url());
    const marker = join(folder, crypto.randomUUID());
    for (const { url, body } of attack(endpoint, marker)) {
      // With no-cors, the browser sends the request and hides the response.
      const init = {
        method: "POST",
        body,
        mode: "no-cors" as const,
        headers: { "Content-Type": "text/plain" },
      };
      await page.evaluate(([url, init]) => fetch(url, init).then(() => {}), [url, init] as const);
    }
    const lambda = new LambdaClient(sourceOf(stack));
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: ATTACKER }))).rejects.toThrow(
      /not found/i,
    );
    expect(existsSync(marker)).toBe(false);
    await page.close();
  });

  test("cannot read a response, not even the health check's", async () => {
    const page = await open(url());
    for (const path of ["/_ministack/health", `/${stack.user_pool_id}/.well-known/jwks.json`])
      expect(await fetchIn(page, `${stack.endpoint_url}${path}`)).toBe("blocked");
    expect(await fetchIn(page, `${stack.api_url}/files`, { headers: { Authorization: "Bearer x" } })).toBe(
      "blocked",
    );
    await page.close();
  });
});

test("a page that has the stack's port under its own host name gets nothing", async () => {
  const page = await browser.newPage();
  const response = await page.goto(`http://${EVIL}:${stack.port}/_ministack/health`);

  expect([response?.status(), await response?.json()]).toEqual([
    403,
    expect.objectContaining({ code: "local-host-refused" }),
  ]);
  expect(await fetchIn(page, "/_ministack/health")).toMatchObject({ status: 403 });
  await page.close();
});

test("an allowed page signs in, uploads, follows and downloads a file", async () => {
  const page = await open(appOrigin);
  const json = async (url: string, init: Parameters<typeof fetchIn>[2]) => {
    const response = await fetchIn(page, url, init);
    if (response === "blocked") throw new Error(`${url} was blocked`);
    return JSON.parse(response.text);
  };
  const { AuthenticationResult } = await json(stack.endpoint_url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: stack.client_id,
      AuthParameters: { USERNAME: stack.demo.username, PASSWORD: stack.demo.password },
    }),
  });
  const headers = {
    Authorization: `Bearer ${AuthenticationResult.IdToken}`,
    "Content-Type": "application/json",
  };
  const request = { file_name: "a.txt", extension: ".txt", len: 5, type: "text/plain" };
  const upload = await json(`${stack.api_url}/upload`, {
    method: "POST",
    headers,
    body: JSON.stringify(request),
  });
  const posted = await page.evaluate(
    async ({ url, fields }: { url: string; fields: Record<string, string> }) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append("file", new Blob(["hello"]), "a.txt");
      return (await fetch(url, { method: "POST", body: form })).status;
    },
    upload,
  );
  expect(posted).toBe(204);

  const status = () => json(`${stack.api_url}/consult-status?file_id=${upload.file_id}`, { headers });
  await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: "completed" });
  const { download } = await json(`${stack.api_url}/files/${upload.file_id}`, { headers });
  expect(await fetchIn(page, download.url)).toEqual({ status: 200, text: "hello" });

  // A link of the page, which a browser follows without an Origin.
  await page.setContent(`<a href="${download.url.replaceAll("&", "&amp;")}">download</a>`);
  const [link] = await Promise.all([page.waitForEvent("download"), page.getByText("download").click()]);
  expect(link.url()).toBe(download.url);
  expect(await link.failure()).toBeNull();
  await page.close();
});

test("an allowed page uploads a file in parts with the package, and downloads a range of it", async () => {
  const page = await open(`${appOrigin}/sdk`);
  const input = { url: stack.api_url, token: await signIn(stack), length: 12 * 1024 ** 2 };
  const seen = await page.evaluate(async ({ url, token, length }) => {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 17 + (i >> 16)) & 255;
    const file = new File([bytes], "data.bin", { type: "application/octet-stream" });
    // Without repeats, a preflight that fails ends the upload at once.
    const malote = client.connect({ url, token, retries: 0 });
    let parts: number | undefined;
    const { file_id } = await client.upload(malote, file, {
      multipartFrom: 0,
      hedging: 0,
      onProgress: ({ totalParts }) => {
        parts = totalParts;
      },
    });
    const { status } = await client.waitFor(malote, file_id);
    const whole = new Uint8Array(await (await client.download(malote, file_id).blob()).arrayBuffer());
    const range = client.download(malote, file_id, { start: 9_000_000, end: 9_000_010 });
    const middle = new Uint8Array(await (await range.blob()).arrayBuffer());
    // A range that the page requests without the package, with the headers that it may read.
    const link = (await client.get(malote, file_id)).download?.url ?? "";
    const response = await fetch(link, { headers: { Range: "bytes=0-9" } });
    return {
      parts,
      status,
      same: whole.length === length && whole.every((byte, i) => byte === bytes[i]),
      sameMiddle: String(middle) === String(bytes.subarray(9_000_000, 9_000_010)),
      range: [response.status, response.headers.get("Content-Range"), response.headers.has("ETag")],
    };
  }, input);

  expect(seen).toEqual({
    parts: expect.any(Number),
    status: "completed",
    same: true,
    sameMiddle: true,
    range: [206, `bytes 0-9/${input.length}`, true],
  });
  expect(seen.parts).toBeGreaterThan(1);
  await page.close();
});

test("the API's page signs in and calls the API", async () => {
  const page = await open(stack.docs_url ?? "");
  await page.getByText("signed in", { exact: true }).waitFor();

  expect(await fetchIn(page, `${stack.api_url}/files`)).toMatchObject({ status: 401 });
  // Swagger UI has replaced the key in the address by now.
  await page.reload();
  await page.getByText("signed in", { exact: true }).waitFor();
  await page.close();
});

test("the API's page does not sign in without the key of its address", async () => {
  const page = await open(new URL("/docs/", stack.docs_url).href);
  await page
    .getByText("not signed in: Open the page with the whole address that npm start prints.")
    .waitFor();
  await page.close();
});
