import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, inject, test } from "vitest";
import { Trouble } from "../../tools/command/trouble.ts";
import { continueAs, startBrowser } from "../../web/testing/browser.ts";
import { findChromium } from "../real/browser/find-chromium.ts";

/** Why there is no browser; undefined if there is one. */
const missing = (): string | undefined => {
  try {
    findChromium();
    return undefined;
  } catch (error) {
    if (error instanceof Trouble) return error.message;
    throw error;
  }
};

test("a file goes through the page: one click signs in, it is chosen and followed, and its download has the same bytes", async ({
  skip,
}) => {
  const reason = missing();
  if (reason !== undefined) {
    console.warn(`Skipped: the page was not tried. ${reason}`);
    skip(reason);
  }
  const bytes = Buffer.concat([
    Buffer.from("Letters to a friend\n"),
    Buffer.from(randomBytes(60_000).toString("hex")),
  ]);
  const browser = await startBrowser(inject("stack"));
  try {
    const one = await browser.open();
    await continueAs(one);
    const { page } = one;
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles({ name: "letters.txt", mimeType: "text/plain", buffer: bytes });
    await page.getByRole("button", { name: /^upload 1 file/i }).click();
    const card = page
      .getByRole("listitem")
      .filter({ has: page.getByRole("heading", { name: "letters.txt" }) });
    await card.getByText("Completed").first().waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      card.getByRole("button", { name: "Download" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("letters.txt");
    expect(await readFile(await download.path())).toEqual(bytes);
    await browser.check();
  } finally {
    await browser.close();
  }
});
