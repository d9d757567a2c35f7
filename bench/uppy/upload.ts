import type { Page } from "playwright-core";
import type { World } from "./world.ts";

export const UPLOADERS = ["malote", "@uppy/aws-s3"] as const;
export type Uploader = (typeof UPLOADERS)[number];

/** How the upload goes on after a reload. */
export type Reload = "golden retriever" | "chosen again";

// What page.mjs puts into the page.
declare const begin: (uploader: Uploader, setup: object) => void;
declare const choose: (size: number) => void;
declare const send: () => Promise<number>;
declare const isRestored: () => boolean;
declare const sendRestored: () => Promise<number>;
declare const isKept: () => Promise<boolean>;

const open = async (page: Page, uploader: Uploader, setup: object) => {
  await page.waitForFunction("'begin' in globalThis");
  await page.evaluate(([uploader, setup]) => begin(uploader, setup), [uploader, setup] as const);
};

const inPage = async <T>(
  { browser, origin, counted }: World,
  work: (page: Page) => Promise<T>,
): Promise<T> => {
  // A context of its own has a storage of its own.
  const context = await browser.newContext();
  counted.reset();
  try {
    const page = await context.newPage();
    await page.goto(origin);
    return await work(page);
  } finally {
    await context.close();
  }
};

/** The bytes of the PUTs of parts, from one request on. */
const partBytes = ({ counted }: World, from = 0) =>
  counted.seen.slice(from).reduce((sum, { part, bytes }) => sum + (part === undefined ? 0 : bytes), 0);

/** One file: seconds, and the most PUTs that were under way at once. */
export const measureWhole = (world: World, uploader: Uploader, size: number) =>
  inPage(world, async (page) => {
    const { counted, setup } = world;
    await open(page, uploader, setup);
    await page.evaluate((size) => choose(size), size);
    let puts = 0;
    counted.rule(() => {
      const underWay = counted.seen.filter(({ part, status }) => part !== undefined && status === undefined);
      puts = Math.max(puts, underWay.length);
      return undefined;
    });
    const seconds = await page.evaluate(() => send());
    if (partBytes(world) < size) throw new Error(`${uploader} sent ${partBytes(world)} bytes of ${size}.`);
    return { seconds, puts };
  });

/**
 * One file, and a reload in the middle of it: the bytes that are sent again, and the seconds that the rest takes. The middle
 * of the file is the end of a part, so the reload comes 3 MiB later.
 */
export const measureReload = (world: World, uploader: Uploader, size: number, reload: Reload) =>
  inPage(world, async (page) => {
    const { counted } = world;
    const setup = { ...world.setup, retriever: reload === "golden retriever" };
    await open(page, uploader, setup);
    await page.evaluate((size) => choose(size), size);
    if (setup.retriever) while (!(await page.evaluate(() => isKept())));
    page.evaluate(() => send()).catch(() => {});
    while (partBytes(world) < size / 2 + 3 * 1024 ** 2) await page.waitForTimeout(20);
    const before = partBytes(world);
    await page.reload();
    // What the page had left in the buffers of its connections arrives later, and counts as little as on a real line.
    const first = counted.seen.length;
    await open(page, uploader, setup);
    if (setup.retriever) await page.waitForFunction(() => isRestored());
    else await page.evaluate((size) => choose(size), size);
    const seconds = await page.evaluate((restored) => (restored ? sendRestored() : send()), setup.retriever);
    return { again: before + partBytes(world, first) - size, seconds };
  });
