import type { Page } from "playwright-core";
import type { Sample } from "./samples.ts";

/** Sends files with the Dashboard, in English, until all are completed. */
export const send = async (page: Page, files: readonly Sample[]): Promise<void> => {
  await page
    .locator("input.uppy-Dashboard-input")
    .first()
    .setInputFiles(files.map(({ name, mimeType, buffer }) => ({ name, mimeType, buffer })));
  await page.getByRole("button", { name: /^Upload \d+ files?$/ }).click();
  for (const { name } of files)
    await page
      .locator(".follow-card")
      .filter({ has: page.getByRole("heading", { name }) })
      .locator(".follow-card-head")
      .getByText("Completed")
      .waitFor();
};
