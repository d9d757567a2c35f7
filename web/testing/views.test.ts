import { upload, waitFor } from "malote/node";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { continueAs, expectAccessible, type Opened, picture, startBrowser } from "./browser.ts";
import { expectVisibleFocus } from "./focus.ts";
import { expectNothingLost } from "./layout.ts";
import { createPerson, type Person, signInAs } from "./people.ts";
import { makeSamples, type Sample } from "./samples.ts";
import { send } from "./send.ts";

// Every view as people see it: in both themes and languages, on phones and desktops, enlarged, from right to left, and by
// keyboard. The pictures are in .malote/page/.

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
const SIZES = { phone: PHONE, desktop: DESKTOP };
const THEMES = ["light", "dark"] as const;

type Who = "nobody" | "newcomer" | "ana" | "operator";

let browser: Awaited<ReturnType<typeof startBrowser>>;
let ana: Person;
let newcomer: Person;
let samples: Sample[];
/** The file whose view is opened. */
let fileId: string;
/** One page for each person, because a view is there at once when they are signed in. */
const pages = new Map<Who, Opened>();

beforeAll(async () => {
  browser = await startBrowser();
  [ana, newcomer] = await Promise.all([
    createPerson("ana.souza@example.com"),
    createPerson("newcomer@example.com"),
  ]);
  samples = await makeSamples(await pageOf("nobody"));
  for (const { name, mimeType, buffer, path } of samples) {
    const file = await upload(ana.malote, buffer, { name, type: mimeType, ...(path && { path }) });
    await waitFor(ana.malote, file.file_id);
    fileId ??= file.file_id;
  }
});
afterAll(async () => {
  await browser?.check();
  await browser?.close();
});

const pageOf = async (who: Who): Promise<Opened> => {
  const opened = pages.get(who);
  if (opened) return opened;
  const one = await browser.open();
  // What the page does from now on is the view's own.
  pages.set(who, one);
  if (who === "operator") await continueAs(one, "operator");
  if (who === "ana") await signInAs(one, ana);
  if (who === "newcomer") await signInAs(one, newcomer);
  return one;
};

interface View {
  name: string;
  who: Who;
  /** From any other view of the same person. */
  open(one: Opened): Promise<unknown>;
}

const go = ({ page }: Opened, hash: string) => page.evaluate((to) => location.assign(to), hash);
const heading = ({ page }: Opened, name: string | RegExp) =>
  page.getByRole("heading", { name }).first().waitFor();

const VIEWS: View[] = [
  {
    name: "sign-in",
    who: "nobody",
    open: async (one) => {
      await one.page.reload();
      await one.page.getByLabel("E-mail").waitFor();
    },
  },
  {
    name: "forgotten-password",
    who: "nobody",
    open: async (one) => {
      await one.page.reload();
      await one.page.getByRole("button", { name: "Forgot your password?" }).click();
      await one.page.getByRole("button", { name: "Send the code" }).waitFor();
    },
  },
  {
    name: "upload-empty",
    who: "newcomer",
    open: async (one) => {
      await go(one, "#/");
      await one.page.locator(".uppy-Dashboard-AddFiles").waitFor();
    },
  },
  {
    name: "files-empty",
    who: "newcomer",
    open: async (one) => {
      await go(one, "#/files");
      await one.page.getByText("No files yet").waitFor();
    },
  },
  {
    name: "upload-with-files",
    who: "ana",
    open: async (one) => {
      await go(one, "#/");
      if (await one.page.locator(".follow-card").count()) return;
      await send(one.page, samples.slice(1, 4));
    },
  },
  {
    name: "files",
    who: "ana",
    open: async (one) => {
      await go(one, "#/files");
      await one.page
        .getByRole("link", { name: samples[0]?.name ?? "" })
        .first()
        .waitFor();
    },
  },
  {
    name: "files-selected",
    who: "ana",
    open: async (one) => {
      await go(one, "#/files");
      const boxes = one.page.locator(".file-row input[type=checkbox]");
      for (const index of [0, 2]) await boxes.nth(index).check();
    },
  },
  {
    name: "file",
    who: "ana",
    open: async (one) => {
      await go(one, `#/files/${fileId}`);
      await heading(one, samples[0]?.name ?? "");
    },
  },
  {
    name: "operations",
    who: "operator",
    open: async (one) => {
      await go(one, "#/operations");
      await one.page.locator(".operations-count").first().waitFor();
    },
  },
  {
    name: "operations-file",
    who: "operator",
    open: async (one) => {
      await go(one, `#/operations/files/${fileId}`);
      await heading(one, samples[0]?.name ?? "");
    },
  },
  {
    name: "account",
    who: "ana",
    open: async (one) => {
      await go(one, "#/account");
      await heading(one, "Your account");
    },
  },
  {
    name: "not-found",
    who: "newcomer",
    open: async (one) => {
      await go(one, "#/nowhere");
      await heading(one, "There is nothing at this address.");
    },
  },
];

describe.each(VIEWS)("$name", { timeout: 120_000 }, ({ name, who, open }) => {
  let one: Opened;
  beforeAll(async () => {
    one = await pageOf(who);
    await reset(one);
    await open(one);
  });
  beforeEach(() => reset(one));

  test("has no fault that axe finds, on phones and desktops, light and dark", async () => {
    for (const colorScheme of THEMES)
      for (const [size, viewport] of Object.entries(SIZES)) {
        await one.page.emulateMedia({ colorScheme });
        await one.page.setViewportSize(viewport);
        await picture(one, `${name}-${size}-${colorScheme}`);
        await expectAccessible(one);
        await expectNothingLost(one);
      }
  });

  test("fits into narrow windows, and loses nothing when all of it, or only its text, is twice as large", async () => {
    for (const width of [360, 320]) {
      await one.page.setViewportSize({ width, height: 640 });
      await expectNothingLost(one);
    }
    // A browser that enlarges a page has half of the CSS pixels.
    await one.page.setViewportSize({ width: DESKTOP.width / 2, height: DESKTOP.height / 2 });
    await expectNothingLost(one);
    await one.page.setViewportSize(DESKTOP);
    await one.page.evaluate(() => {
      document.documentElement.style.fontSize = "200%";
    });
    await picture(one, `${name}-large-text`);
    await expectNothingLost(one);
  });

  test("goes from right to left, too", async () => {
    await one.page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    for (const [size, viewport] of Object.entries(SIZES)) {
      await one.page.setViewportSize(viewport);
      await picture(one, `${name}-${size}-rtl`);
      await expectNothingLost(one);
    }
  });

  test("moves nothing for people who want less motion", async () => {
    await one.page.emulateMedia({ reducedMotion: "reduce" });
    expect(await one.page.evaluate(moving)).toEqual([]);
  });

  test("shows where the focus is, at each stop", async () => {
    const stops = await expectVisibleFocus(one);
    expect(stops.length).toBeGreaterThan(3);
  });

  test("speaks Portuguese", async () => {
    await inLanguage(one, "pt-BR");
    for (const [size, viewport] of Object.entries(SIZES)) {
      await one.page.setViewportSize(viewport);
      await picture(one, `${name}-${size}-pt-br`);
      await expectNothingLost(one);
    }
    await expectAccessible(one);
  });
});

/** A light page in English on a desktop, whatever a test has left behind. */
const reset = async (one: Opened): Promise<void> => {
  await one.page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  await one.page.setViewportSize(DESKTOP);
  await one.page.evaluate(() => {
    document.documentElement.removeAttribute("dir");
    document.documentElement.style.removeProperty("font-size");
  });
  await inLanguage(one, "en");
};

const inLanguage = async ({ page }: Opened, language: "en" | "pt-BR"): Promise<void> => {
  const current = await page.evaluate(() => document.documentElement.lang);
  if (current === language) return;
  await page.locator("button.language").click();
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
};

/** What takes time to change its look. Runs in the page. */
const moving = (): string[] => {
  const seconds = (list: string) =>
    Math.max(...list.split(",").map((one) => Number.parseFloat(one) * (one.includes("ms") ? 0.001 : 1)));
  return [...document.querySelectorAll("*")].flatMap((element) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
    const animated = animationName !== "none" && seconds(animationDuration) > 0.01;
    const fades = seconds(transitionDuration) > 0.01;
    if (!animated && !fades) return [];
    return [
      `${element.tagName.toLowerCase()}.${element.getAttribute("class")}: ${animated ? animationName : transitionDuration}`,
    ];
  });
};
