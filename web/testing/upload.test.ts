import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Request, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { continueAs, expectAccessible, type Opened, type Options, picture, startBrowser } from "./browser.ts";
import { MAX_FILE_BYTES } from "./stack.ts";

const MIB = 1024 * 1024;
const PDF = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
/** A picture of one pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let browser: Awaited<ReturnType<typeof startBrowser>>;
let folder: string;
beforeAll(async () => {
  browser = await startBrowser();
  folder = await mkdtemp(join(tmpdir(), "malote-upload-"));
});
afterEach(() => browser.check());
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const file = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

const open = async (options?: Options): Promise<Opened> => {
  const one = await browser.open("", options);
  await continueAs(one);
  return one;
};

const choose = async (page: Page, ...paths: string[]): Promise<void> => {
  await page.locator(".uppy-Dashboard-input").first().setInputFiles(paths);
};

const send = (page: Page): Promise<void> => page.locator(".uppy-StatusBar-actionBtn--upload").click();

const cardOf = (page: Page, name: string) => page.locator(".follow-card", { hasText: name });

const isPart = (request: Request): boolean => request.method() === "PUT";

/** Lets the first `open` parts pass. The others wait until `release`, as on a line that has become slow. */
const slowAfter = async ({ page }: Opened, open: number) => {
  const held: Route[] = [];
  const arrived: number[] = [];
  let left = open;
  page.on("requestfinished", async (request) => {
    if (isPart(request)) arrived.push((await request.sizes()).requestBodySize);
  });
  await page.route(
    (url) => url.searchParams.has("partNumber"),
    (route) => {
      if (route.request().method() !== "PUT" || left-- > 0) return route.continue();
      held.push(route);
      return undefined;
    },
  );
  return {
    held,
    /** Bytes of each part that has arrived. */
    arrived,
    until: (count: number) => expect.poll(() => arrived.length, { timeout: 30_000 }).toBe(count),
    release: async () => {
      left = Number.POSITIVE_INFINITY;
      // What the page has given up meanwhile cannot be continued.
      for (const route of held.splice(0)) await route.continue().catch(() => {});
    },
  };
};

const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);

test("files of several kinds are refused at choosing, or sent and verified", async () => {
  const one = await open();
  const { page } = one;
  await page.getByText("Up to 64 MB a file.").waitFor();
  await expectAccessible(one);
  await picture(one, "upload-empty");
  await choose(
    page,
    await file("pixel.png", PNG),
    await file("report.pdf", PDF),
    await file("empty.txt", ""),
    await file("setup.exe", "MZ"),
    await file("too-large.bin", Buffer.alloc(MAX_FILE_BYTES + 1)),
  );
  const refused = page.getByRole("alert");
  await refused.getByText("2 files were not added.").waitFor();
  const reasons = await refused.locator("li").allInnerTexts();
  // A number and its unit stay on one line.
  expect(reasons.map((text) => text.replaceAll("\u00a0", " "))).toEqual([
    "setup.exe can run as a program (.exe). Such files are not accepted.",
    "too-large.bin is too large: 64 MB (67,108,865 bytes). Up to 64 MB (67,108,864 bytes) are accepted.",
  ]);
  const [size = ""] = await page.locator(".uppy-Dashboard-Item-statusSize").allInnerTexts();
  expect(size.replaceAll("\u00a0", " ")).toBe(`${PNG.length} bytes`);
  await expectAccessible(one);
  await picture(one, "upload-chosen");
  await refused.getByRole("button", { name: "Close" }).click();
  await send(page);
  for (const name of ["pixel.png", "report.pdf", "empty.txt"])
    await cardOf(page, name).getByText("Completed").first().waitFor();
  const proof = cardOf(page, "pixel.png").locator(".proof");
  await proof.getByText("Checksum (CRC32)").waitFor();
  await proof.getByText("image/png").waitFor();
  expect(await cardOf(page, "pixel.png").locator(".timeline-name").allTextContents()).toEqual([
    "Announced",
    "Received",
    "Checked",
    "Completed",
  ]);
  const download = page.waitForEvent("download");
  await cardOf(page, "pixel.png").getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("pixel.png");
  await page.getByRole("status").getByText("stored and verified").waitFor({ state: "attached" });
  await expectAccessible(one);
  await picture(one, "upload-completed");
});

test("what the service finds in a file is explained, also in another language", async () => {
  const one = await open({ language: "pt-BR", theme: "dark", size: { width: 390, height: 844 } });
  const { page } = one;
  await page.getByText("Solte ou cole arquivos aqui").waitFor();
  await choose(page, await file("retrato.png", PDF), await file("programa.exe", "MZ"));
  await page.getByText("pode ser executado como programa (.exe)").waitFor();
  await send(page);
  const card = cardOf(page, "retrato.png");
  await card.getByText("O nome diz image/png, mas os bytes são application/pdf.").waitFor();
  await card.getByRole("button", { name: "Escolher outro arquivo" }).waitFor();
  await expectAccessible(one);
  await picture(one, "upload-refused-phone");
  await page.getByRole("button", { name: "Idioma: English" }).click();
  await card.getByText("Its name says image/png, but its bytes are application/pdf.").waitFor();
  await page.getByText("can run as a program (.exe)").waitFor();
  await page.getByRole("button", { name: "Clear the list" }).click();
  await page.getByText("Drop or paste files here").waitFor();
});

test("what could not be loaded for the uploads is loaded by another try", async () => {
  const one = await browser.open("", { language: "pt-BR" });
  one.expected.push("ERR_FAILED");
  await one.page.route(/pt_BR/, (route) => route.abort(), { times: 1 });
  await continueAs(one);
  await one.page.getByRole("button", { name: "Tentar de novo" }).click();
  await one.page.getByText("Solte ou cole arquivos aqui").waitFor();
});

test("a large file is sent in parts, also while another view is open", async () => {
  const one = await open();
  const { page } = one;
  const line = await slowAfter(one, 2);
  await choose(page, await file("large.bin", randomBytes(34 * MIB)));
  await send(page);
  await line.until(2);
  await page.locator(".sending-speed").getByText("a second").waitFor();
  await expectAccessible(one);
  await picture(one, "upload-sending");
  await page.getByRole("link", { name: "Files" }).click();
  await page
    .locator(".sending-mark")
    .filter({ hasText: /[1-9]\d?%/ })
    .waitFor();
  // No bytes would be lost, so nobody is asked.
  expect(await wouldAsk(page)).toBe(false);
  await line.release();
  await page.locator(".sending-mark").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Upload" }).click();
  await cardOf(page, "large.bin").getByText("Completed").first().waitFor();
  expect(sum(line.arrived)).toBeGreaterThanOrEqual(34 * MIB);
});

/** Whether the browser would ask before it leaves the page. */
const wouldAsk = (page: Page): Promise<boolean> =>
  page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));

test("after a reload, only what is missing is sent, and only for the same user", async () => {
  const one = await open();
  const { page } = one;
  const path = await file("goes-on.bin", randomBytes(34 * MIB));
  const line = await slowAfter(one, 3);
  await choose(page, path);
  await send(page);
  await line.until(3);
  const before = sum(line.arrived);
  await page.reload();
  await line.release();
  await continueAs(one, "operator");
  await page.getByText("Drop or paste files here").waitFor();
  await page.reload();
  await continueAs(one);
  await page.getByText("Your files from before are back").waitFor();
  await expectAccessible(one);
  await picture(one, "upload-restored");
  await page.getByRole("button", { name: "Choose again" }).click();
  await choose(page, path);
  await send(page);
  await cardOf(page, "goes-on.bin").getByText("Completed").first().waitFor();
  expect(sum(line.arrived) - before).toBe(34 * MIB - before);
});

test("a sign-out forgets what the browser has kept of uploads", async () => {
  const one = await open();
  const { page } = one;
  const line = await slowAfter(one, 1);
  const path = await file("secret.bin", randomBytes(34 * MIB));
  await choose(page, path, await file("secret.txt", "words"));
  await send(page);
  await line.until(1);
  await expect.poll(() => keptBy(page)).toContain("secret");
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: /demo/ }).waitFor();
  await line.release();
  await continueAs(one);
  await page.getByRole("link", { name: "Upload" }).click();
  await page.getByText("Drop or paste files here").waitFor();
  await expect.poll(() => keptBy(page)).not.toContain("secret");
  // What has arrived is the service's to remove: nothing more was sent.
  expect(line.arrived).toHaveLength(1);
});

/** The uploads that the browser keeps, for the SDK and for Golden Retriever. */
const keptBy = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const done = (request: IDBRequest): Promise<unknown> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = (await done(indexedDB.open("uppy-blobs"))) as IDBDatabase;
    const kept: unknown[] = Object.entries(localStorage).filter(([key]) => key.startsWith("malote-"));
    for (const name of database.objectStoreNames)
      kept.push(await done(database.transaction(name).objectStore(name).getAll()));
    database.close();
    return JSON.stringify(kept);
  });

test("a lost line is no failure", async () => {
  const one = await open();
  one.expected.push("ERR_INTERNET_DISCONNECTED");
  const { page, context } = one;
  const line = await slowAfter(one, 1);
  await choose(page, await file("offline.bin", randomBytes(34 * MIB)));
  await send(page);
  await line.until(1);
  await context.setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await line.release();
  await context.setOffline(false);
  await cardOf(page, "offline.bin").getByText("Completed").first().waitFor();
});

test("an upload is paused, resumed and cancelled", async () => {
  const one = await open();
  const { page } = one;
  const line = await slowAfter(one, 1);
  await choose(page, await file("paused.bin", randomBytes(34 * MIB)));
  await send(page);
  await line.until(1);
  const bar = page.locator(".uppy-StatusBar");
  await bar.getByRole("button", { name: "Pause" }).click();
  await bar.getByText("Paused").waitFor();
  await line.release();
  expect(line.arrived).toHaveLength(1);
  await bar.getByRole("button", { name: "Resume" }).click();
  await cardOf(page, "paused.bin").getByText("Completed").first().waitFor();
  await page.getByRole("button", { name: "Clear the list" }).click();

  const removed = page.waitForRequest((request) => request.method() === "DELETE");
  await page.route("**/*", (route) =>
    route.request().method() === "POST" && isForm(route) ? undefined : route.fallback(),
  );
  await choose(page, await file("cancelled.txt", "never there"));
  await send(page);
  await bar.getByRole("button", { name: "Cancel" }).waitFor();
  await expect.poll(() => wouldAsk(page)).toBe(true);
  await bar.getByRole("button", { name: "Cancel" }).click();
  await removed;
  await page.getByText("Drop or paste files here").waitFor();
  expect(await cardOf(page, "cancelled.txt").count()).toBe(0);
});

/** Whether a request sends a file to S3. */
const isForm = (route: Route): boolean =>
  route.request().headers()["content-type"]?.startsWith("multipart/form-data") ?? false;

test("files are dropped and pasted anywhere, in any view", async () => {
  const one = await open();
  const { page } = one;
  await page.getByRole("link", { name: "Files" }).click();
  await page.waitForURL(/#\/files/);
  const give = (kind: "dragover" | "drop" | "paste", name: string) =>
    page.evaluate(
      ([what, fileName]) => {
        const data = new DataTransfer();
        data.items.add(new File(["words"], fileName, { type: "text/plain" }));
        const options = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(
          what === "paste"
            ? new ClipboardEvent(what, { ...options, clipboardData: data })
            : new DragEvent(what, { ...options, dataTransfer: data }),
        );
      },
      [kind, name] as const,
    );
  await give("dragover", "dropped.txt");
  await page.getByText("Drop the files anywhere").waitFor();
  await give("drop", "dropped.txt");
  await page.locator(".uppy-Dashboard-Item", { hasText: "dropped.txt" }).waitFor();
  expect(new URL(page.url()).hash).toBe("#/");
  await page.getByRole("link", { name: "Account" }).click();
  await give("paste", "pasted.txt");
  await page.locator(".uppy-Dashboard-Item", { hasText: "pasted.txt" }).waitFor();
});
