import { afterAll, beforeAll, expect, test } from "vitest";
import { startBrowser } from "./browser.ts";
import { nextStop, tabTo } from "./focus.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

test("the whole way of a file needs no pointer: sign in, choose, follow, open, delete, undo", async () => {
  const one = await browser.open();
  const { page } = one;
  const press = async (name: string | RegExp) => {
    await tabTo(one, name);
    await page.keyboard.press("Enter");
  };
  await page.getByRole("button", { name: "Continue as demo" }).waitFor();
  await press("button Continue as demo");

  await page.locator(".uppy-Dashboard-AddFiles").waitFor();
  await tabTo(one, "button files");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  const name = "Only by keyboard.txt";
  await chooser.setFiles({ name, mimeType: "text/plain", buffer: Buffer.from("No pointer was moved.") });
  await page.getByRole("button", { name: "Upload 1 file" }).waitFor();
  await press("button Upload 1 file");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name }) });
  await card.locator(".follow-card-head").getByText("Completed").waitFor();

  await press("a Files");
  const row = page.getByRole("link", { name, exact: true });
  await row.waitFor();
  await press(`a ${name}`);
  const title = page.getByRole("heading", { name, level: 1 });
  await title.waitFor();

  await press("button Delete");
  await page.getByText(`${name} was deleted.`).waitFor();
  await expect.poll(() => row.count()).toBe(0);
  await press(/^button Undo/);
  await row.waitFor();
  await browser.check();
});

test("the order of the focus is that of the page: past the frame, or straight to the content", async () => {
  const one = await browser.open();
  const { page } = one;
  await page.getByRole("button", { name: "Continue as demo" }).click();
  await page.locator(".uppy-Dashboard-AddFiles").waitFor();
  // The button of the sign-in is gone, so the keyboard begins at the beginning.
  const stops: string[] = [];
  for (let count = 0; count < 8; count++) stops.push((await nextStop(one)).name);
  expect(stops.slice(0, 2)).toEqual(["button Skip to the content", "a Malote"]);
  expect(stops.slice(2, 5)).toEqual(["a Upload", "a Files", "a Account"]);
  expect(stops.slice(5)).toEqual([
    "button Language: Português (Brasil), PT",
    "button Appearance: Dark",
    "button files",
  ]);
  await tabTo(one, "button Skip to the content");
  await page.keyboard.press("Enter");
  expect((await nextStop(one)).name).toBe("button files");
  await browser.check();
});
