import type { Page } from "playwright-core";
import type { Options } from "./options.ts";
import { changeLanguage, goTo, search, signIn } from "./person.ts";
import type { World } from "./world.ts";

/** Milliseconds, but for `cls`, which has no unit. */
export interface Vitals {
  lcp: number;
  /** Of the load, until the page is quiet. */
  tbt: number;
  /** From the click that signs in until the Dashboard is quiet. */
  tbtSignedIn: number;
  cls: number;
  inp: number;
}

interface Observed {
  lcp: number;
  shifts: { startTime: number; value: number }[];
  longTasks: { startTime: number; duration: number }[];
  interactions: Record<string, { name: string; duration: number }>;
}

/** One load with an empty cache on a slow machine and line, a sign-in, and what people do then. */
export const measureVitals = ({ inPage, address }: World, options: Options): Promise<Vitals> =>
  inPage(async (page) => {
    await slowDown(page, options);
    await page.goto(address, { waitUntil: "networkidle" });
    const loaded = await observed(page);
    await signIn(page);
    await page.waitForLoadState("networkidle");
    const signedIn = await observed(page);
    await goTo(page, "Files");
    await search(page).pressSequentially("report", { delay: 60 });
    await changeLanguage(page);
    await changeLanguage(page);
    await goTo(page, "Upload");
    const all = await observed(page);
    return {
      lcp: loaded.lcp,
      tbt: blocked(loaded),
      tbtSignedIn: blocked(signedIn) - blocked(loaded),
      cls: shifted(all),
      // The 98th percentile of fewer than 50 interactions is the longest one.
      inp: Math.max(0, ...Object.values(all.interactions).map(({ duration }) => duration)),
    };
  });

const slowDown = async (page: Page, { slowdown, bitsPerSecond, latencyMs }: Options): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bitsPerSecond / 8,
    uploadThroughput: bitsPerSecond / 8,
  });
};

/** What the browser has measured until now. It reports an event after the next frame is drawn. */
const observed = (page: Page): Promise<Observed> =>
  page.evaluate<Observed>(
    "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(observed()), 100)))",
  );

/** Of each task, what is over 50 ms: then the page does not respond at once. */
const blocked = ({ longTasks }: Observed): number =>
  longTasks.reduce((total, { duration }) => total + Math.max(0, duration - 50), 0);

/** The worst window of shifts: less than 1 s apart, and 5 s in all (https://web.dev/articles/cls). */
const shifted = ({ shifts }: Observed): number => {
  let worst = 0;
  let window = { first: 0, last: Number.NEGATIVE_INFINITY, value: 0 };
  for (const { startTime, value } of shifts) {
    const continues = startTime - window.last < 1000 && startTime - window.first < 5000;
    window = continues
      ? { ...window, last: startTime, value: window.value + value }
      : { first: startTime, last: startTime, value };
    worst = Math.max(worst, window.value);
  }
  return worst;
};
