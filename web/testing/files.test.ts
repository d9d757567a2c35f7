import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { get, type Malote } from "malote/node";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { continueAs, expectAccessible, type Opened, type Options, picture, startBrowser } from "./browser.ts";
import { putRecords, someRecords } from "./records.ts";
import { aPng, demo, sendFile } from "./sent-files.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
let malote: Malote;
let sub: string;
beforeAll(async () => {
  browser = await startBrowser();
  ({ malote, sub } = await demo());
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

/** A folder of its own for each test, so that tests do not see each other's files. */
const newFolder = () => `t${randomUUID().slice(0, 8)}`;
const addressOf = (path: string) => `#/files?path=${path}`;

const records = (
  path: string,
  count: number,
  more: { owner?: string; name?: (number: number) => string; subfolders?: string[] } = {},
) => {
  const { owner = sub, name = (number) => `file-${number}.txt`, subfolders = [] } = more;
  return someRecords({
    owner,
    count,
    name,
    path: (number) => (subfolders[number] === undefined ? path : `${path}/${subfolders[number]}`),
  });
};

const filled = async (...given: Parameters<typeof records>) => {
  const all = records(...given);
  await putRecords(inject("pageStack"), all);
  return all;
};

const openFiles = async (hash: string, options?: Options): Promise<Opened> => {
  const one = await browser.open(hash, options);
  await continueAs(one);
  return one;
};

const rows = ({ page }: Opened) => page.locator(".file-row");
const names = (one: Opened) => rows(one).locator(".file-name").allTextContents();
const box = ({ page }: Opened, name: string) =>
  page.getByRole("checkbox", { name: `Select ${name}`, exact: true });

/** The requests of a method from now on. */
const watch = ({ page }: Opened, method: string, part: string): string[] => {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (request.method() === method && request.url().includes(part)) seen.push(request.url());
  });
  return seen;
};

const isDeleted = (file_id: string) =>
  eventually(() =>
    get(malote, file_id).then(
      ({ status }): string => status,
      ({ code }): string => code,
    ),
  ).toBe("file-not-found");

describe("the list", () => {
  it("finds files by name, status and folder, and a reload keeps the filters", async () => {
    const folder = newFolder();
    await filled(folder, 3, {
      name: (number) => `${["Holiday", "invoice", "holiday-2"][number]}.txt`,
      subfolders: ["2025", "2026", "2026/lisbon"],
    });
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    await eventually(() => names(one)).toHaveLength(3);

    await page.getByRole("searchbox", { name: "Search by name" }).fill("HOLI");
    await eventually(() => names(one)).toHaveLength(2);
    await page.getByRole("combobox", { name: "Status" }).selectOption("completed");
    await page.getByRole("link", { name: "2026", exact: true }).click();
    await eventually(() => names(one)).toEqual(["holiday-2.txt"]);
    await page.reload();
    await continueAs(one);
    await eventually(() => names(one)).toEqual(["holiday-2.txt"]);
    expect(await page.getByRole("searchbox").inputValue()).toBe("HOLI");
    expect(await page.evaluate(() => location.hash)).toBe(
      `#/files?name=HOLI&status=completed&path=${folder}%2F2026`,
    );

    await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: folder }).click();
    await eventually(() => names(one)).toHaveLength(2);
    await page.getByRole("combobox", { name: "Status" }).selectOption("error");
    await page.getByText("Nothing found").waitFor();
    await picture(one, "files-nothing-found");
    await page.getByRole("button", { name: "Show all files" }).click();
    await rows(one).first().waitFor();
    expect(await page.evaluate(() => location.hash)).toBe("#/files");
  });

  it("loads page after page while it is scrolled, with few rows in the page", async () => {
    const folder = newFolder();
    await filled(folder, 350);
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    const pages = watch(one, "GET", "cursor=");
    await page.getByText("file-0.txt").waitFor();
    const end = page.getByText("file-349.txt");
    await eventually(async () => {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      return end.isVisible();
    }).toBe(true);
    await page.getByText("350 files", { exact: true }).waitFor();
    expect(pages).toHaveLength(3);
    expect(await rows(one).count()).toBeLessThan(50);
    expect(await rows(one).last().getAttribute("aria-posinset")).toBe("350");
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.getByText("file-0.txt").waitFor();
  });

  it("fetches the preview of an image only when it is seen, and once", async () => {
    const folder = newFolder();
    // Files of a folder are listed before those of its subfolders.
    await sendFile(malote, "seen.png", aPng(), { type: "image/png", path: `${folder}/images` });
    await sendFile(malote, "at-once.png", aPng(), { type: "image/png", path: folder });
    await filled(folder, 13);
    await filled(`${folder}/later`, 60);
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    const fetched = watch(one, "GET", "/dest/");
    await eventually(() => page.getByText("75 files", { exact: true }).count()).toBe(1);
    const imageOf = (name: string) => rows(one).filter({ hasText: name }).locator(".thumb img");
    await imageOf("at-once.png").waitFor();
    // Its row is in the page already, below the window.
    expect(await names(one)).toContain("seen.png");
    expect(fetched).toHaveLength(1);

    const image = imageOf("seen.png");
    const scroll = (to: number) => page.evaluate((top) => window.scrollTo(0, top), to);
    await scroll(700);
    await image.waitFor();
    expect(await image.getAttribute("src")).toMatch(/^blob:/);
    expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(112);
    await scroll(1_000_000);
    await eventually(() => image.count()).toBe(0);
    await scroll(700);
    await image.waitFor();
    expect(fetched).toHaveLength(2);
    await picture(one, "files-preview");
  });

  it("follows a file that is not finished", async () => {
    const folder = newFolder();
    const [file] = records(folder, 1);
    if (!file) throw new Error("no record");
    const { ended, ended_at, ...onTheWay } = file;
    await putRecords(inject("pageStack"), [{ ...onTheWay, status: "processing" }]);
    const one = await openFiles(addressOf(folder));
    await rows(one).getByText("Processing").waitFor();
    await putRecords(inject("pageStack"), [{ ...file, version: 2 }]);
    await rows(one).getByText("Completed").waitFor();
  });

  it("has what this tab has just sent", async () => {
    const name = `${newFolder()}.txt`;
    const one = await openFiles("#/");
    const { page } = one;
    await page
      .locator(".uppy-Dashboard-input")
      .first()
      .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from("just sent") });
    await page.locator(".uppy-StatusBar-actionBtn--upload").click();
    await page.locator(".follow-card", { hasText: name }).waitFor();
    await page.getByRole("link", { name: "Files", exact: true }).click();
    await rows(one).filter({ hasText: name }).getByText("Completed").waitFor();
  });

  it("says that the browser is offline, and shows the files when it is online again", async () => {
    await filled(newFolder(), 1);
    const one = await openFiles("#/");
    const { page, context, expected } = one;
    await page.getByRole("heading", { level: 1 }).waitFor();
    // The code of the view, before the network is gone.
    await page.evaluate(() => location.assign("#/files"));
    await page.getByRole("heading", { name: "Files", exact: true }).waitFor();
    await page.evaluate(() => location.assign("#/"));
    await page.getByRole("heading", { name: "Files", exact: true }).waitFor({ state: "detached" });
    expected.push("ERR_INTERNET_DISCONNECTED");
    await context.setOffline(true);
    await page.evaluate(() => location.assign("#/files"));
    await page.getByText("Your files are shown as soon as the connection is back.").waitFor();
    await picture(one, "files-offline");
    await context.setOffline(false);
    await rows(one).first().waitFor();
  });

  it("has a way to the first upload when there is nothing", async () => {
    const one = await browser.open("#/");
    await one.page.route(/\/files$|\/files\?/, (route) =>
      route.request().method() === "GET"
        ? route.fulfill({ headers: { "Access-Control-Allow-Origin": "*" }, json: { files: [] } })
        : route.continue(),
    );
    await continueAs(one);
    await one.page.getByRole("link", { name: "Files" }).click();
    await one.page.getByRole("link", { name: "Upload files" }).waitFor();
    await expectAccessible(one);
    await picture(one, "files-empty");
  });
});

describe("downloads and links", () => {
  it("saves the same bytes, from the row, from the view of the file, and several at once", {
    timeout: 120_000,
  }, async () => {
    const folder = newFolder();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 31) & 255);
    await sendFile(malote, "data.bin", bytes, { type: "application/octet-stream", path: folder });
    await sendFile(malote, "second.txt", new TextEncoder().encode("second"), {
      type: "text/plain",
      path: folder,
    });
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    const saved = async (action: () => Promise<void>) => {
      const [download] = await Promise.all([page.waitForEvent("download"), action()]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    for (const name of ["data.bin", "second.txt"])
      await rows(one).filter({ hasText: name }).getByText("Completed").waitFor();
    const row = await saved(() => page.getByRole("button", { name: "Download data.bin" }).click());
    expect(row.name).toBe("data.bin");
    expect(row.bytes.equals(bytes)).toBe(true);

    const both: string[] = [];
    page.on("download", (download) => both.push(download.suggestedFilename()));
    await page.getByRole("checkbox", { name: "Select all files that are loaded" }).click();
    await page.getByRole("button", { name: "Download", exact: true }).click();
    await eventually(() => both.toSorted()).toEqual(["data.bin", "second.txt"]);

    await page.getByRole("link", { name: "data.bin" }).click();
    // Until then, the button above the list has the same name.
    await page.getByRole("heading", { name: "data.bin", level: 1 }).waitFor();
    const view = await saved(() => page.getByRole("button", { name: "Download", exact: true }).click());
    expect(view.bytes.equals(bytes)).toBe(true);
  });

  it("copies the address of the file's view, and a link that anyone may download with", async () => {
    const folder = newFolder();
    const file_id = await sendFile(malote, "linked.txt", new TextEncoder().encode("linked"), {
      type: "text/plain",
      path: folder,
    });
    const { page } = await openFiles(`#/files/${file_id}`);
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("It opens for you alone").waitFor();
    expect(await copied()).toBe(await page.evaluate(() => location.href));
    await page.getByRole("button", { name: "Copy download link" }).click();
    await page.getByText(/Anyone who has it can download the file until \d/).waitFor();
    await expect((await fetch(await copied())).text()).resolves.toBe("linked");
  });
});

describe("deletions", () => {
  it("can be undone, and then no request was sent", async () => {
    const folder = newFolder();
    await filled(folder, 3);
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    const sent = watch(one, "DELETE", "");
    await page.getByRole("button", { name: "Delete file-1.txt" }).click();
    await eventually(() => names(one)).toEqual(["file-0.txt", "file-2.txt"]);
    await page.getByText("file-1.txt was deleted.").waitFor();
    await page.getByRole("button", { name: "Delete file-0.txt" }).click();
    await page.getByText("2 files were deleted.").waitFor();
    await expectAccessible(one);
    await picture(one, "files-undo");
    await page.getByRole("button", { name: "Undo" }).press("Enter");
    await eventually(() => names(one)).toEqual(["file-0.txt", "file-1.txt", "file-2.txt"]);
    await page.getByRole("button", { name: "Delete file-2.txt" }).click();
    await eventually(() => names(one)).toHaveLength(2);
    await page.keyboard.press("Control+z");
    await eventually(() => names(one)).toHaveLength(3);
    expect(sent).toEqual([]);
  });

  it("are sent when the message is closed, and the files do not come back", async () => {
    const folder = newFolder();
    const [file] = await filled(folder, 2);
    const one = await openFiles(addressOf(folder));
    await one.page.getByRole("button", { name: "Delete file-0.txt" }).click();
    await one.page.locator(".toast").getByRole("button", { name: "Close" }).click();
    await isDeleted(file?.file_id ?? "");
    await one.page.reload();
    await continueAs(one);
    await eventually(() => names(one)).toEqual(["file-1.txt"]);
  });

  it("are sent when the page is left", async () => {
    const folder = newFolder();
    const all = await filled(folder, 12);
    const one = await openFiles(addressOf(folder));
    await eventually(() => names(one)).toHaveLength(12);
    await one.page.getByRole("checkbox", { name: "Select all files that are loaded" }).click();
    await one.page.getByRole("button", { name: "Delete", exact: true }).click();
    await one.page.getByText("12 files were deleted.").waitFor();
    await one.page.close({ runBeforeUnload: true });
    for (const { file_id } of all) await isDeleted(file_id);
  });

  it("are sent when the person signs out", async () => {
    const folder = newFolder();
    const [file] = await filled(folder, 1);
    const one = await openFiles(addressOf(folder));
    const sent = watch(one, "DELETE", "");
    await one.page.getByRole("button", { name: "Delete file-0.txt" }).click();
    await one.page.getByRole("link", { name: "Account" }).click();
    await one.page.getByRole("button", { name: "Sign out" }).click();
    // Sooner than the 8 seconds in which it can be undone.
    await expect.poll(() => sent, { timeout: 4000 }).toHaveLength(1);
    await isDeleted(file?.file_id ?? "");
  });

  it("come back with the reason when the service refuses", async () => {
    const folder = newFolder();
    await filled(folder, 1);
    const one = await openFiles(addressOf(folder));
    const { page, expected } = one;
    expected.push("403");
    await page.route(/\/files\//, (route) =>
      route.request().method() === "DELETE"
        ? route.fulfill({
            status: 403,
            headers: { "Access-Control-Allow-Origin": "*", "Content-Type": "application/problem+json" },
            json: { status: 403, code: "forbidden", title: "No", detail: "No." },
          })
        : route.continue(),
    );
    await page.getByRole("button", { name: "Delete file-0.txt" }).click();
    await eventually(() => names(one)).toEqual([]);
    await page.locator(".toast").getByRole("button", { name: "Close" }).click();
    await page.getByText("1 file could not be deleted.").waitFor();
    await eventually(() => names(one)).toEqual(["file-0.txt"]);
  });
});

it("files are chosen, and deleted, with the keyboard alone", async () => {
  const folder = newFolder();
  await filled(folder, 120);
  const one = await openFiles(addressOf(folder));
  const { page } = one;
  await box(one, "file-0.txt").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.getByText(/^3 selected/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText(/files so far|120 files/).waitFor();
  await page.keyboard.press("Space");
  await page.getByText(/^1 selected/).waitFor();
  await page.keyboard.press("Control+a");
  await page.getByText(/^1[02]0 selected/).waitFor();
  await page.keyboard.press("Escape");
  // Far below: a row that was not in the page gets the focus, and keeps it when it is scrolled away.
  await page.keyboard.press("End");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await eventually(focused).toMatch(/^Select file-(99|119).txt$/);
  const last = await focused();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.getByText("file-0.txt").waitFor();
  expect(await focused()).toBe(last);
  await page.keyboard.press("Home");
  await eventually(focused).toBe("Select file-0.txt");
  await page.keyboard.press("Delete");
  await eventually(focused).toBe("Select file-1.txt");
  await page.keyboard.press("Control+z");
  await box(one, "file-0.txt").waitFor();
});

describe("the view of a file", () => {
  it("shows an image, its folder and its way, and leads back to the same place", async () => {
    const folder = newFolder();
    await sendFile(malote, "photo.png", aPng(320, 200), { type: "image/png", path: `${folder}/2026` });
    await filled(folder, 80, { subfolders: [] });
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    await page.getByText("81 files", { exact: true }).waitFor();
    await page.evaluate(() => window.scrollTo(0, 1_000_000));
    const link = page.getByRole("link", { name: "photo.png" });
    await link.waitFor();
    const before = await page.evaluate(() => window.scrollY);
    await link.click();
    await page.getByRole("heading", { name: "photo.png" }).waitFor();
    await page.getByRole("img", { name: "Preview of photo.png" }).waitFor();
    await page.getByRole("list", { name: "The way of the file" }).getByText("Completed").waitFor();
    await page.getByRole("link", { name: `${folder}/2026` }).waitFor();
    await expectAccessible(one);
    await picture(one, "file");
    await page.goBack();
    await link.waitFor();
    await eventually(() => page.evaluate(() => window.scrollY)).toBe(before);
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "Select photo.png",
    );
  });

  it("deletes the file, goes back to the list, and brings it back", async () => {
    const folder = newFolder();
    const [file] = await filled(folder, 2);
    const one = await openFiles(addressOf(folder));
    const { page } = one;
    const sent = watch(one, "DELETE", "");
    await page.getByRole("link", { name: "file-0.txt" }).click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await eventually(() => names(one)).toEqual(["file-1.txt"]);
    await page.evaluate((id) => location.assign(`#/files/${id}`), file?.file_id);
    await page.getByText("This file was deleted.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "file-0.txt" }).waitFor();
    expect(sent).toEqual([]);
  });

  it("does not show what belongs to somebody else", async () => {
    const [file] = await filled(newFolder(), 1, { owner: randomUUID() });
    const one = await openFiles(`#/files/${file?.file_id}`);
    one.expected.push("404");
    await one.page.getByText("There is no such file").waitFor();
    await expectAccessible(one);
    await picture(one, "file-not-found");
    await one.page.getByRole("link", { name: "Go to your files" }).click();
    await one.page.getByRole("heading", { name: "Files", exact: true }).waitFor();
  });

  it.each([
    ["error", "size-differs", /Upload the file again/],
    ["expired", undefined, "The bytes never arrived"],
    ["quarantined", undefined, "The file is held back"],
  ] as const)("explains a file that is %s", async (status, error_code, text) => {
    const [file] = records(newFolder(), 1);
    if (!file) throw new Error("no record");
    await putRecords(inject("pageStack"), [
      { ...file, status, ...(error_code && { error_code, retryable: false }) },
    ]);
    const one = await openFiles(`#/files/${file.file_id}`);
    await one.page.getByText(text).first().waitFor();
    expect(await one.page.getByRole("button", { name: "Download" }).count()).toBe(0);
    await expectAccessible(one);
    await picture(one, `file-${status}`);
  });
});

it.each([
  { language: "en", theme: "dark", size: { width: 1280, height: 800 } },
  { language: "pt-BR", theme: "light", size: { width: 390, height: 844 } },
  { language: "pt-BR", theme: "dark", size: { width: 360, height: 740 } },
] as const)("the list is accessible in $language, $theme, $size.width pixels wide", async (options) => {
  const folder = newFolder();
  await filled(folder, 20, { subfolders: ["a", "b"] });
  const one = await openFiles(addressOf(folder), options);
  await rows(one).nth(10).waitFor();
  await rows(one).getByRole("checkbox").nth(1).click();
  await one.page.getByText(options.language === "en" ? /^1 selected/ : /^1 selecionado/).waitFor();
  await expectAccessible(one);
  await picture(one, `files-${options.language}-${options.theme}-${options.size.width}`);
  const { scrollWidth, clientWidth } = await one.page.evaluate(() => document.documentElement);
  expect(scrollWidth).toBe(clientWidth);
});
