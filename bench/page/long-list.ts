import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { median } from "../report/median.ts";
import { goTo, signIn } from "./person.ts";
import type { World } from "./world.ts";

/** Milliseconds between two frames while the list is scrolled, and seconds until all of it is loaded. */
export interface LongList {
  loadSeconds: number;
  frame: number;
  /** The 99th percentile. */
  slowFrame: number;
  longestFrame: number;
  /** Rows in the document at the end. */
  drawn: number;
}

type Answer = { files: object[]; next_cursor: string | null };

/** Pixels of one turn of the wheel: some six rows. */
const TURN = 400;
/** Turns up the list that are measured, a frame apart as from a trackpad. */
const TURNS = 600;

/**
 * Scrolls a list of `count` files to its end, which loads all of its pages, and back. The service's first page is repeated under
 * other ids, because no stack has so many files. The processor is not slowed down: the frames are those of this machine.
 */
export const measureLongList = ({ inPage, address, stack }: World, count: number): Promise<LongList> =>
  inPage(async (page) => {
    await repeatFirstPage(page, `${stack.api_url}/files?*`, count);
    await page.goto(address);
    await signIn(page);
    await goTo(page, "Files");
    await page.getByRole("listitem").first().waitFor();
    await page.mouse.move(600, 600);

    const started = performance.now();
    while ((await length(page)) < count) await page.mouse.wheel(0, 100_000);
    const loadSeconds = (performance.now() - started) / 1000;

    await page.evaluate(RECORD);
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, -TURN);
    const frames = (await page.evaluate<number[]>("frames")).sort((a, b) => a - b);
    return {
      loadSeconds,
      frame: median(frames),
      slowFrame: frames[Math.floor(0.99 * (frames.length - 1))] ?? Number.NaN,
      longestFrame: frames.at(-1) ?? Number.NaN,
      drawn: await page.locator(".file-list > li").count(),
    };
  });

const length = (page: Page): Promise<number> =>
  page.evaluate<number>("Number(document.querySelector('.file-list').style.getPropertyValue('--count'))");

const RECORD = `
  globalThis.frames = [];
  let last;
  requestAnimationFrame(function frame(at) {
    if (last !== undefined) frames.push(at - last);
    last = at;
    requestAnimationFrame(frame);
  });
`;

const repeatFirstPage = async (page: Page, url: string, count: number): Promise<void> => {
  let first: Answer | undefined;
  let sent = 0;
  await page.route(url, async (route) => {
    const response = first ? undefined : await route.fetch();
    first ??= (await response?.json()) as Answer;
    const { files } = first;
    const more = Array.from({ length: Math.min(100, count - sent) }, (_, i) => ({
      ...files[i % files.length],
      file_id: randomUUID(),
    }));
    sent += more.length;
    await route.fulfill({
      json: { ...first, files: more, next_cursor: sent < count ? `after-${sent}` : null },
      headers: { "Access-Control-Allow-Origin": "*" },
    });
  });
};
