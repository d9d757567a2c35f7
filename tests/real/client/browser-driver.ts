import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { type Served, servePage } from "../browser/serve-page.ts";
import { startChromium } from "../browser/start-chromium.ts";
import { bytesOf } from "./bytes.ts";
import type { Driver, Outcome, Running } from "./driver.ts";

/** The members that page.mjs puts into the page. */
type PageDriver = {
  start(id: string, input: object): void;
  outcome(id: string): Promise<Outcome>;
  abort(id: string): void;
};
declare const driver: PageDriver;

/**
 * Everything is from the page's own origin: a worker from a blob: address would be refused. The tests send a function as
 * text, which needs unsafe-eval.
 */
const POLICY = "script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self'";

/** A module of this folder or of a package, with everything that it imports, for a page. */
export const script = async (entry: string): Promise<Served> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["malote-source"],
    write: false,
  });
  return { type: "text/javascript", body: outputFiles[0]?.text ?? "" };
};

/** A page that runs /page.js. */
export const PAGE: Served = {
  type: "text/html",
  body: `<!doctype html><title>page</title><script type="module" src="/page.js"></script>`,
  headers: { "Content-Security-Policy": POLICY },
};

const servedPage = async () => ({
  "/": PAGE,
  "/page.js": await script("./browser/page.mjs"),
  "/worker.js": await script("malote/worker"),
});

/** The browser entry in Chromium. `page` reloads between uploads only if a test does so. */
export const browserDriver = async () => {
  const served = await servePage(0, await servedPage());
  const origin = `http://localhost:${served.port}`;
  const browser = await startChromium("unused.example");
  const page: Page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => "driver" in globalThis);
  let tokens = 0;
  const tokenOf = new Map<string, () => string>();
  await page.exposeFunction("nextToken", (id: string) => {
    tokens += 1;
    return tokenOf.get(id)?.();
  });
  const started: Driver = {
    tokens: () => tokens,
    async start(world, file, { tokenLifetime, ...options } = {}): Promise<Running> {
      const id = randomUUID();
      tokenOf.set(id, () => world.token(tokenLifetime));
      const input = {
        url: world.url,
        file: { name: "photo.bin", type: "application/octet-stream", ...file },
        options,
        bytesOf: String(bytesOf),
      };
      await page.evaluate(([id, input]) => driver.start(id, input), [id, input] as const);
      const outcome = page.evaluate((id) => driver.outcome(id), id);
      // A test awaits it later.
      outcome.catch(() => {});
      return { outcome, abort: () => page.evaluate((id) => driver.abort(id), id) };
    },
  };
  return {
    driver: started,
    origins: [origin],
    stop: async () => {
      await browser.close();
      served.close();
    },
  };
};
