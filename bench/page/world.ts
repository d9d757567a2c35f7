import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { type StackJson, startStack } from "../../local/stack/index.ts";
import { findChromium } from "../../tests/real/browser/find-chromium.ts";
import { startChromium } from "../../tests/real/browser/start-chromium.ts";
import { Trouble } from "../../tools/command/trouble.ts";

export interface World {
  stack: StackJson;
  /** The address with the key, as `npm start` prints it. */
  address: string;
  /** Runs work in a page with a profile of its own, which records what the browser measures. */
  inPage<T>(work: (page: Page) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/**
 * A local stack with the built page, and Chromium.
 * @throws Trouble if there is no Chromium, before anything is started
 */
export const createWorld = async (home: string, signal: AbortSignal): Promise<World> => {
  findChromium();
  const onLine = (line: string) => console.error(line);
  const stack = await startStack({ port: 0, home, page: true, onLine, signal });
  const { page_url } = stack.outputs;
  try {
    if (page_url === undefined) throw new Trouble("The local stack does not serve the page.");
    const observe = await readFile(new URL("observe.mjs", import.meta.url), "utf8");
    const browser = await startChromium("unused.example");
    return {
      stack: stack.outputs,
      address: page_url,
      inPage: async (work) => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en" });
        try {
          await context.addInitScript({ content: observe });
          return await work(await context.newPage());
        } finally {
          await context.close();
        }
      },
      stop: async () => {
        await browser.close();
        await stack.stop();
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
};
