import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { StackJson } from "../../local/stack/index.ts";
import { startChromium } from "../../tests/real/browser/start-chromium.ts";
import { stateHome } from "../../tools/paths.ts";

declare module "vitest" {
  interface ProvidedContext {
    pageStack: StackJson;
  }
}

/** Where pictures of the views go: outside of git. */
export const pictures = join(stateHome, "page");

export interface Options {
  language?: "en" | "pt-BR";
  theme?: "light" | "dark";
  /** CSS pixels. Default: 1280 × 800. */
  size?: { width: number; height: number };
  /** Default: that of a desktop. */
  userAgent?: string;
}

/** A moving picture and a sound in place of a device, which a page gets without a question. */
const FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/**
 * A browser for one test file. Each page has a profile of its own, and what it must not do fails the test.
 * @param stack the stack whose page is opened. Default: the one of these tests.
 */
export const startBrowser = async (stack: StackJson = inject("pageStack")) => {
  const browser: Browser = await startChromium("unused.example", FAKE_CAMERA);
  const opened: Opened[] = [];
  return {
    /** Opens the page at a view, without a session. The local stack's accounts are one click. */
    open: async (hash = "", options: Options = {}): Promise<Opened> => {
      const { language = "en", theme = "light", size = { width: 1280, height: 800 }, userAgent } = options;
      const context = await browser.newContext({
        locale: language,
        colorScheme: theme,
        viewport: size,
        ...(userAgent !== undefined && { userAgent }),
        acceptDownloads: true,
      });
      await context.grantPermissions(["clipboard-read", "clipboard-write", "camera", "microphone"]);
      const one = await openedIn(context, stack);
      opened.push(one);
      const { page } = one;
      // The address that `npm start` prints has the key. It is replaced by the view's.
      await page.goto(stack.page_url ?? "");
      if (hash !== "") await page.evaluate(`location.assign(${JSON.stringify(hash)})`);
      return one;
    },
    /** Ends every page, and checks what it has done. */
    check: async () => {
      for (const one of opened.splice(0)) await one.close();
    },
    close: () => browser.close(),
  };
};

export interface Opened {
  page: Page;
  context: BrowserContext;
  /** Console errors and requests that the test expects, as parts of their text. */
  expected: string[];
  /** @throws if there was a console error, or a request to any other host */
  close(): Promise<void>;
}

const openedIn = async (
  context: BrowserContext,
  { page_url = "", endpoint_url }: StackJson,
): Promise<Opened> => {
  const page = await context.newPage();
  const faults: string[] = [];
  const expected: string[] = [];
  const allowed = new Set([new URL(page_url).origin, new URL(endpoint_url).origin]);
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.stack ?? error.message}`));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && !allowed.has(origin))
      faults.push(`request to another host: ${request.url()}`);
    if (/[?&#](id_token|access_token|token)=/i.test(request.url()))
      faults.push(`a token in a URL: ${request.url()}`);
  });
  return {
    page,
    context,
    expected,
    close: async () => {
      await context.close();
      expect(faults.filter((fault) => !expected.some((part) => fault.includes(part)))).toEqual([]);
    },
  };
};

/** Signs in with one click as one of the local stack's accounts. */
export const continueAs = async ({ page }: Opened, account: "demo" | "operator" = "demo"): Promise<void> => {
  await page.getByRole("button", { name: new RegExp(account, "i") }).click();
  await page.locator("nav.views").waitFor();
};

/** The rules of WCAG 2.2 AA that a program can check, and axe's best practices. */
export const expectAccessible = async ({ page }: Opened): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
  expect(found).toEqual([]);
};

/**
 * Takes a picture of the whole view, for people to look at. The window is as high as the view meanwhile, because what stays at
 * the top or the bottom of a lower one would cover the middle of the picture.
 */
export const picture = async ({ page }: Opened, name: string): Promise<void> => {
  await mkdir(pictures, { recursive: true });
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  const scrolled = await page.evaluate<number>("scrollY");
  // What takes a share of the window grows with it.
  for (let height = size.height, view = await heightOf(page); height < view && view < HIGHEST; ) {
    height = view;
    await page.setViewportSize({ ...size, height });
    view = await heightOf(page);
  }
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
  await page.setViewportSize(size);
  await page.evaluate(`scrollTo(0, ${scrolled})`);
};

/** CSS pixels: a list that is longer looks the same from here on. */
const HIGHEST = 6000;

const heightOf = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollHeight");
