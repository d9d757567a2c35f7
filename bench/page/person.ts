import type { Page } from "playwright-core";

// What a person does in the page, by the names that the person reads.

export const signIn = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: /demo/i }).click();
  await dashboard(page).waitFor({ state: "attached" });
};

/** The input of the Dashboard for files. It is there as soon as files can be chosen. */
export const dashboard = (page: Page) =>
  page.locator("input.uppy-Dashboard-input:not([webkitdirectory])").first();

export const goTo = async (page: Page, view: "Upload" | "Files"): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: view }).click();
  if (view === "Upload") await dashboard(page).waitFor({ state: "attached" });
  else await search(page).waitFor();
};

export const search = (page: Page) => page.getByRole("searchbox");

export const changeLanguage = (page: Page) => page.locator("button.language").click();
