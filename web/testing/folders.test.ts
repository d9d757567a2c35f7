import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { list } from "malote/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { continueAs, type Opened, picture, startBrowser } from "./browser.ts";
import { demo } from "./sent-files.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
let home: string;
beforeAll(async () => {
  browser = await startBrowser();
  home = await mkdtemp(join(tmpdir(), "malote-folders-"));
});
afterEach(() => browser.check());
afterAll(async () => {
  await browser?.close();
  await rm(home, { recursive: true, force: true });
});

/** A folder of two levels, with a file in each. */
const aFolder = async (name: string): Promise<string> => {
  const path = join(home, name);
  await mkdir(join(path, "day 1", "morning"), { recursive: true });
  await writeFile(join(path, "plan.txt"), `The plan of ${name}`);
  await writeFile(join(path, "day 1", "morning", "tram.txt"), `The tram of ${name}`);
  return path;
};

/** Sends what was added, and expects that the service lists it by its folders. */
const expectSent = async ({ page }: Opened, name: string): Promise<void> => {
  await page.getByRole("button", { name: "Upload 2 files" }).click();
  for (const file of ["plan.txt", "tram.txt"])
    await page
      .locator(".follow-card", { hasText: file })
      .locator(".follow-card-head")
      .getByText("Completed")
      .waitFor();
  await page.evaluate((path) => location.assign(`#/files?path=${path}`), name);
  const rows = page.locator(".file-row");
  await expect.poll(() => rows.locator(".file-main").allInnerTexts()).toHaveLength(2);
  expect((await rows.locator(".file-main").allInnerTexts()).map((text) => text.split("\n"))).toEqual([
    ["plan.txt", name],
    ["tram.txt", `${name}/day 1/morning`],
  ]);
  const { malote } = await demo();
  const listed: unknown[] = [];
  for await (const { file_name, path } of list(malote, { path: name })) listed.push([file_name, path]);
  expect(listed).toEqual([
    ["plan.txt", name],
    ["tram.txt", `${name}/day 1/morning`],
  ]);
  // Folders lead to their files.
  await page.getByRole("link", { name: "day 1", exact: true }).click();
  await expect.poll(() => rows.locator(".file-name").allInnerTexts()).toEqual(["tram.txt"]);
};

const open = async (): Promise<Opened> => {
  const one = await browser.open();
  await continueAs(one);
  await one.page.locator(".uppy-Dashboard-AddFiles").waitFor();
  return one;
};

test("a folder that is chosen keeps its folders", async () => {
  const one = await open();
  const { page } = one;
  const path = await aFolder("lisbon");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "a folder" }).click(),
  ]);
  await chooser.setFiles(path);
  await picture(one, "upload-folder");
  await expectSent(one, "lisbon");
});

test("a folder that is dropped keeps its folders", async () => {
  const one = await open();
  const { page, context } = one;
  const data = { items: [], files: [await aFolder("porto")], dragOperationsMask: 1 };
  const place = await page.locator(".uppy-Dashboard-AddFiles").boundingBox();
  const at = { x: (place?.x ?? 0) + 50, y: (place?.y ?? 0) + 50, data };
  // As the browser itself hears of what comes from a file manager.
  const devtools = await context.newCDPSession(page);
  for (const type of ["dragEnter", "dragOver"] as const)
    await devtools.send("Input.dispatchDragEvent", { type, ...at });
  await page.getByText("Drop the files anywhere").waitFor();
  await devtools.send("Input.dispatchDragEvent", { type: "drop", ...at });
  await expectSent(one, "porto");
});
