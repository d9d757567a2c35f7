import {
  connect,
  get,
  type Malote,
  operations,
  operationsFile,
  setStatus,
  upload,
  waitFor,
} from "malote/node";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { signIn } from "../../local/demo/sign-in.ts";
import { continueAs, expectAccessible, type Opened, picture, startBrowser } from "./browser.ts";

let browser: Awaited<ReturnType<typeof startBrowser>>;
/** Other clients, which change files meanwhile. */
let demo: Malote;
let operator: Malote;
let demoToken: string;

beforeAll(async () => {
  const stack = inject("pageStack");
  demoToken = await signIn(stack, stack.demo);
  demo = connect({ url: stack.api_url, token: demoToken });
  operator = connect({ url: stack.api_url, token: await signIn(stack, stack.operator) });
  browser = await startBrowser();
});
afterEach(() => browser.check());
afterAll(() => browser?.close());

/** A file that the service has stored. */
const completed = async (name: string): Promise<string> => {
  const { file_id } = await upload(demo, Buffer.from("a text of the demo user"), {
    name,
    path: "trips/2026",
  });
  await waitFor(demo, file_id);
  return file_id;
};

/** A file that is announced, and whose bytes never come. */
const pending = async (name: string): Promise<string> => {
  const response = await fetch(`${inject("pageStack").api_url}/upload`, {
    method: "POST",
    headers: { Authorization: `Bearer ${demoToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ file_name: name, extension: ".txt", len: 17, type: "text/plain" }),
  });
  return ((await response.json()) as { file_id: string }).file_id;
};

const openOperations = async (...[options]: [Parameters<typeof browser.open>[1]?]): Promise<Opened> => {
  const one = await browser.open("", options);
  await continueAs(one, "operator");
  await one.page.getByRole("link", { name: /^Opera/ }).click();
  await one.page.locator(".operations-count").first().waitFor();
  return one;
};

const openFile = async (fileId: string): Promise<Opened> => {
  const one = await browser.open();
  await continueAs(one, "operator");
  await one.page.evaluate((to) => location.assign(to), `#/operations/files/${fileId}`);
  await one.page.getByRole("heading", { name: "The record" }).waitFor();
  return one;
};

const countsOn = ({ page }: Opened) =>
  page
    .locator(".operations-tile")
    .evaluateAll((tiles) =>
      Object.fromEntries(
        tiles.map((tile) => [
          (tile as HTMLElement).dataset["status"],
          Number(tile.querySelector(".operations-count")?.textContent),
        ]),
      ),
    );

test("an operator sees the counts of the service, and the file that waits for the longest time", async () => {
  await pending("waits.txt");
  const one = await openOperations();
  const { page } = one;

  await expect
    .poll(async () => {
      await page.getByRole("button", { name: "Refresh" }).click();
      const { unfinished } = await operations(operator);
      return JSON.stringify(await countsOn(one)) === JSON.stringify(ordered(unfinished));
    })
    .toBe(true);

  const { oldest } = await operations(operator);
  expect(await page.getByRole("link", { name: "Look at it" }).getAttribute("href")).toBe(
    `#/operations/files/${oldest?.file_id}`,
  );
  await expectAccessible(one);
  await picture(one, "operations");
});

const ordered = (counts: Record<string, number>) =>
  Object.fromEntries(
    ["pending", "uploaded", "processing", "expired", "quarantined", "deleted"].map((status) => [
      status,
      counts[status],
    ]),
  );

test("the numbers come by themselves, and the plot keeps them when the view changes", async () => {
  const one = await browser.open("", { language: "pt-BR", theme: "dark", size: { width: 390, height: 844 } });
  const { page } = one;
  await continueAs(one, "operator");
  await page.clock.install();
  await page.getByRole("link", { name: "Operação" }).click();
  const rows = page.locator(".plot-scroll tbody tr");
  await page.getByText("Os números em uma tabela").click();
  await expect.poll(() => rows.count()).toBe(1);

  await page.clock.runFor(15_500);
  await expect.poll(() => rows.count()).toBe(2);
  expect(await page.locator("path.plot-line.pending").last().getAttribute("d")).toMatch(
    /^M\d+ \d+L1000 \d+$/,
  );
  await page.locator(".plot-lines").hover();
  await expect.poll(() => page.locator(".plot-pointer").count()).toBe(1);

  await page.getByRole("link", { name: "Conta" }).click();
  await page.getByRole("link", { name: "Operação" }).click();
  await page.getByText("Os números em uma tabela").click();
  await expect.poll(() => rows.count()).toBe(3);
  await expectAccessible(one);
  await picture(one, "operations-phone-dark");
});

test("a page that nobody looks at asks for nothing, and asks again when it is seen", async () => {
  const one = await openOperations();
  const { page } = one;
  let asked = 0;
  page.on("request", (request) => {
    if (request.method() === "GET" && request.url().endsWith("/operations")) asked += 1;
  });
  await page.clock.install();
  const look = (hidden: boolean) =>
    page.evaluate((is) => {
      Object.defineProperty(document, "hidden", { value: is, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByRole("button", { name: "Refresh", disabled: false }).waitFor();
  await expect.poll(() => asked).toBe(1);
  await expect.poll(() => page.locator('.operations-refresh [aria-busy="true"]').count()).toBe(0);

  await look(true);
  await page.clock.runFor(60_000);
  expect(asked).toBe(1);
  await look(false);
  await expect.poll(() => asked).toBe(2);
});

test("more files than the service reads at once are shown as minimums", async () => {
  const one = await browser.open();
  const { page } = one;
  await continueAs(one, "operator");
  await page.route(/\/operations$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), complete: false } });
  });
  await page.getByRole("link", { name: "Operations" }).click();

  await page.getByText("Each count is a minimum").waitFor();
  expect(await page.locator(".operations-count").first().textContent()).toMatch(/^≥ \d/);
});

test("who is no operator any more reads why", async () => {
  const one = await browser.open();
  const { page } = one;
  one.expected.push("403");
  await continueAs(one, "operator");
  await page.route(/\/operations$/, (route) =>
    route.fulfill({
      status: 403,
      headers: { "Access-Control-Allow-Origin": "*" },
      contentType: "application/problem+json",
      body: JSON.stringify({ status: 403, code: "forbidden", title: "No", detail: "No.", instance: "1" }),
    }),
  );
  await page.getByRole("link", { name: "Operations" }).click();

  const alert = page.getByRole("alert");
  await alert.getByText("Your account may not do this.").waitFor();
  await alert.getByText("Ask an administrator").waitFor();
  expect(await alert.getByRole("button").count()).toBe(0);
});

test("any file is opened by a text that has its id, and shows its history, its keys and its owner", async () => {
  const fileId = await completed("of another user.txt");
  const one = await openOperations();
  const { page } = one;
  const field = page.getByLabel("File id");
  await field.fill("photo.txt");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByText("There is no file id in this text.").waitFor();
  await field.fill(`dest/${fileId.toUpperCase()}.txt`);
  await field.press("Enter");

  await page.getByRole("heading", { name: "of another user.txt" }).waitFor();
  const record = await operationsFile(operator, fileId);
  const facts = page.locator(".operations-facts");
  for (const text of [record.owner, record.key_path, record.dest_path, "trips/2026"])
    await facts.getByText(text, { exact: true }).waitFor();
  const names = await page.locator(".timeline-name").allTextContents();
  expect(names).toEqual(["Announced", "Received", "Checked", "Completed"]);
  await page.getByRole("button", { name: "Copy: Final key" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(record.dest_path);
  await expectAccessible(one);
  await picture(one, "operations-file");
});

test("a status that is allowed is set after a question, with the sentence that the owner reads", async () => {
  const fileId = await completed("to be held.txt");
  const one = await openFile(fileId);
  const { page } = one;
  await page.getByRole("button", { name: "Quarantine" }).click();
  const dialog = page.getByRole("dialog", { name: "Quarantine?" });
  await dialog.getByText("Nobody can download the file from now on").waitFor();
  await expectAccessible(one);
  await dialog.getByRole("button", { name: "Quarantine" }).click();
  await dialog.getByText("Say why: the owner reads it.").waitFor();
  expect((await get(demo, fileId)).status).toBe("completed");

  await dialog.getByLabel("A sentence that the owner reads").fill("A scanner found something.");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page.locator(".operations-file-head .badge").getByText("Quarantined").waitFor();
  expect(await get(demo, fileId)).toMatchObject({
    status: "quarantined",
    details: "A scanner found something.",
  });
  // The mover moves the bytes, and the page follows it.
  await page.getByText("the bytes are held").waitFor();
  await page.getByRole("button", { name: "Release" }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
});

test("a file that changed meanwhile says so in the dialog, and is loaded again", async () => {
  const fileId = await pending("changes.txt");
  const one = await openFile(fileId);
  const { page } = one;
  one.expected.push("409");
  await page.getByRole("button", { name: "Take into work" }).click();
  const dialog = page.getByRole("dialog");
  await setStatus(operator, fileId, "error", { details: "Another operator was faster." });
  await dialog.getByRole("button", { name: "Take into work" }).click();

  await dialog.getByRole("alert").getByText("The file cannot go to this status").waitFor();
  expect(await dialog.getByRole("button", { name: "Take into work" }).count()).toBe(0);
  await expectAccessible(one);
  await dialog.getByRole("button", { name: "Load it again" }).click();
  await page.locator(".operations-file-head .badge").getByText("Failed").waitFor();
  await page.getByRole("alert").getByText("Another operator was faster.").waitFor();
  await page.getByRole("button", { name: "Try again" }).waitFor();
});

test("a file is deleted for its owner, and its record stays for operators", async () => {
  const fileId = await completed("gone.txt");
  const one = await openFile(fileId);
  const { page } = one;
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByLabel("The reason, for the history").fill("Nobody needs it.");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();

  await page.locator(".operations-file-head .badge").getByText("Deleted").waitFor();
  await page.getByText("Nothing can be done with this file any more.").waitFor();
  await page.locator(".timeline-more").getByText("Nobody needs it.").waitFor();
  await expect(get(demo, fileId)).rejects.toMatchObject({ code: "file-not-found" });
});

test("an id of no file says so", async () => {
  const one = await browser.open();
  one.expected.push("404");
  await continueAs(one, "operator");
  await one.page.evaluate(() => location.assign("#/operations/files/0b0e1f2a-3c4d-4e5f-8a9b-0c1d2e3f4a5b"));
  await one.page.getByRole("alert").getByText("There is no such file.").waitFor();
});

test.each([
  { language: "en", nothing: "There is nothing at this address." },
  { language: "pt-BR", nothing: "Não há nada neste endereço." },
] as const)("the demo user has no link to the operators' views, in $language", async ({
  language,
  nothing,
}) => {
  const one = await browser.open("", { language });
  await continueAs(one);
  expect(await one.page.getByRole("link", { name: /^Opera/ }).count()).toBe(0);
  for (const address of ["#/operations", `#/operations/files/${await pending("mine.txt")}`]) {
    await one.page.evaluate((to) => location.assign(to), address);
    await one.page.getByText(nothing).waitFor();
    await one.page.evaluate(() => location.assign("#/account"));
    await one.page.getByText(nothing).waitFor({ state: "detached" });
  }
});
