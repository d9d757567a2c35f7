import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { continueAs, expectAccessible, type Opened, picture, startBrowser } from "./browser.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

const stateOf = ({ page }: Opened) =>
  page.evaluate(() => ({
    language: document.documentElement.lang,
    theme: document.documentElement.dataset["theme"],
  }));

test("the page opens in the browser's language and theme, and remembers another choice", async () => {
  const one = await browser.open("", { language: "pt-BR", theme: "dark" });
  await continueAs(one);
  await expect.poll(() => stateOf(one)).toEqual({ language: "pt-BR", theme: "dark" });
  await one.page.getByRole("link", { name: "Arquivos" }).waitFor();
  await one.page.getByRole("button", { name: "Idioma: English, EN" }).click();
  await one.page.getByRole("link", { name: "Files" }).waitFor();
  await one.page.getByRole("button", { name: "Appearance: Light" }).click();
  await one.page.reload();
  await expect.poll(() => stateOf(one)).toEqual({ language: "en", theme: "light" });
});

test("an address that leads nowhere says so, and the operators' views are not there for others", async () => {
  const one = await browser.open("#/nowhere");
  await continueAs(one);
  await one.page.getByText("There is nothing at this address.").waitFor();
  await one.page.evaluate(() => location.assign("#/operations"));
  await one.page.getByText("There is nothing at this address.").waitFor();
  await expectAccessible(one);
  await picture(one, "not-found");
});

test("the way to the content is the first stop of the keyboard", async () => {
  const one = await browser.open();
  await continueAs(one);
  await one.page.reload();
  // The frame is drawn after the page has loaded.
  await one.page.getByRole("button", { name: "Skip to the content" }).waitFor({ state: "attached" });
  await one.page.keyboard.press("Tab");
  await one.page.keyboard.press("Enter");
  await expect.poll(() => one.page.evaluate(() => document.activeElement?.id)).toBe("main");
});
