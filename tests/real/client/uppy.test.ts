import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { servePage } from "../browser/serve-page.ts";
import { startChromium } from "../browser/start-chromium.ts";
import { PAGE, script } from "./browser-driver.ts";
import { bytesOf } from "./bytes.ts";
import { createWorld, MIB, type World } from "./world.ts";

// `malote/uppy` in stock Uppy and Chromium, on the real handlers and versitygw. The page is browser/uppy.mjs.

declare const uppy: import("@uppy/core").Uppy<Record<string, unknown>, { file_id?: string }>;
declare const events: string[];
declare const begin: (input: object) => void;
declare const choose: (name: string, seed: number, size: number, bytesOf: string) => string;
declare const kept: () => Promise<number>;

/** The smallest part that S3 accepts. */
const PART = 5 * MIB;
const SIZE = 7 * PART + 4321;
const ARRIVED = [1, 2, 4, 6];
const MISSING = [3, 5, 7, 8];
const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

const never = new Promise<never>(() => {});
const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

let browser: Browser;
let served: Awaited<ReturnType<typeof servePage>>;
let world: World;
let page: Page;

beforeAll(async () => {
  const [server] = inject("s3Servers").filter(({ name }) => name === "versitygw");
  if (!server) throw new Error("There is no versitygw.");
  browser = await startChromium("unused.example");
  served = await servePage(0, { "/": PAGE, "/page.js": await script("./browser/uppy.mjs") });
  world = await createWorld(server, {
    variables: { MIN_PART_BYTES: String(PART) },
    origins: [`http://localhost:${served.port}`],
  });
});
afterAll(async () => {
  await browser?.close();
  served?.close();
  await world?.stop();
});

beforeEach(async () => {
  // A context of its own has a storage of its own.
  page = await (await browser.newContext()).newPage();
  await page.goto(`http://localhost:${served.port}`);
});
afterEach(async () => {
  await page.context().close();
  world.reset();
});

type Begin = { retriever?: object; connection?: object };

const start = async ({ retriever, connection }: Begin = {}) => {
  await page.waitForFunction(() => "begin" in globalThis);
  const input = { url: world.url, token: world.token(), retriever, connection };
  await page.evaluate((input) => begin(input), input);
};

const chosen = (seed: number, size = SIZE, name = "film.bin") =>
  page.evaluate(([name, seed, size, text]) => choose(name, seed, size, text), [
    name,
    seed,
    size,
    String(bytesOf),
  ] as const);

/** Begins the upload, and does not wait for it. */
const send = () => page.evaluate(() => void uppy.upload());
const reported = () => page.evaluate(() => events);
const completed = () =>
  expect.poll(reported, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/^complete \d/));

/** Waits until these parts have arrived, and the requests of all others, too: none of them begins afterwards. */
const untilArrived = async (parts: readonly number[]) => {
  const stored = () =>
    world.s3.seen.flatMap(({ part, status }) => (part !== undefined && status === 200 ? part : []));
  const arrived = () => [inOrder(stored()), inOrder(world.s3.parts())];
  await expect.poll(arrived, { timeout: 20_000, interval: 20 }).toEqual([inOrder(parts), ALL]);
};
/** Holds all parts but these back. */
const holdBut = (parts: readonly number[]) =>
  world.s3.rule(({ part }) => (part === undefined || parts.includes(part) ? undefined : { after: never }));

const expectMoved = async (fileId: string | undefined, seed: number, size = SIZE) => {
  const id = fileId ?? "";
  await expect.poll(async () => (await world.record(id)).status, { timeout: 20_000 }).toBe("completed");
  expect((await world.moved(id)).equals(bytesOf(seed, size))).toBe(true);
};

test("a small and a large file arrive, and are followed until they are completed", async () => {
  await start();
  await chosen(1, 1000, "small.bin");
  await chosen(2);
  await send();
  await completed();
  const ids = await page.evaluate(() => uppy.getFiles().map(({ response }) => response?.body?.file_id));
  await expectMoved(ids[0], 1, 1000);
  await expectMoved(ids[1], 2);
  expect(inOrder(world.s3.parts())).toEqual(ALL);
  await expect
    .poll(async () => (await reported()).filter((event) => event === "completed"), { timeout: 20_000 })
    .toHaveLength(2);
  expect((await reported()).filter((event) => /start|success|complete /.test(event))).toEqual([
    "start 2",
    "success new",
    "success new",
    "complete 2 0",
  ]);
});

const reload = async (options: Begin) => {
  const announced = world.announced();
  await page.reload();
  world.reset();
  await start(options);
  return announced[0];
};

test("after a reload, what Golden Retriever restored goes on with the missing parts", async () => {
  const retriever = { indexedDB: { maxFileSize: 100 * MIB } };
  await start({ retriever });
  await chosen(3);
  await expect.poll(() => page.evaluate(() => kept())).toBe(1);
  holdBut(ARRIVED);
  await send();
  await untilArrived(ARRIVED);
  // Golden Retriever writes its state every 500 ms.
  await page.waitForTimeout(700);
  const file_id = await reload({ retriever });

  await page.waitForFunction(() => uppy.getState().recoveredState !== null);
  await page.evaluate(() => void uppy.emit("restore-confirmed"));
  await completed();

  expect(inOrder(world.s3.parts())).toEqual(MISSING);
  expect(world.announced()).toEqual([]);
  // The file had started before the reload.
  expect((await reported()).filter((event) => /start|success|complete /.test(event))).toEqual([
    "start 0",
    "success resumed",
    "complete 1 0",
  ]);
  await expectMoved(file_id, 3);
});

test("after a reload, a file that Golden Retriever could not keep goes on when it is chosen again", async () => {
  // It keeps files of up to 10 MiB.
  await start({ retriever: {} });
  await chosen(4);
  holdBut(ARRIVED);
  await send();
  await untilArrived(ARRIVED);
  await page.waitForTimeout(700);
  const file_id = await reload({ retriever: {} });

  await page.waitForFunction(() => uppy.getFiles()[0]?.isGhost);
  await chosen(4);
  await page.evaluate(() => void uppy.emit("restore-confirmed"));
  await completed();

  expect(inOrder(world.s3.parts())).toEqual(MISSING);
  await expectMoved(file_id, 4);
});

test("after a reload without Golden Retriever, the same file goes on when it is chosen again", async () => {
  await start();
  await chosen(5);
  holdBut(ARRIVED);
  await send();
  await untilArrived(ARRIVED);
  const file_id = await reload({});

  await chosen(5);
  await send();
  await completed();

  expect(inOrder(world.s3.parts())).toEqual(MISSING);
  expect(await reported()).toContain("success resumed");
  await expectMoved(file_id, 5);
});

test("a pause ends the requests, and after it the missing parts are sent", async () => {
  await start();
  const id = await chosen(6);
  holdBut(ARRIVED);
  await send();
  await untilArrived(ARRIVED);
  await page.evaluate((id) => void uppy.pauseResume(id), id);
  const [file_id] = world.announced();
  world.reset();
  await page.waitForTimeout(500);
  expect(world.s3.seen).toEqual([]);
  await page.evaluate((id) => void uppy.pauseResume(id), id);
  await completed();
  expect(inOrder(world.s3.parts())).toEqual(MISSING);
  await expectMoved(file_id, 6);
});

test("a cancelled file leaves no parts and no record that could be completed", async () => {
  await start();
  const id = await chosen(7);
  holdBut(ARRIVED);
  await send();
  await untilArrived(ARRIVED);
  const [file_id = ""] = world.announced();
  await page.evaluate((id) => void uppy.removeFile(id), id);
  await expect.poll(() => world.unfinished(), { timeout: 20_000 }).toEqual([]);
  await expect.poll(async () => (await world.service.files.get(file_id))?.status).not.toBe("pending");
});

test("a line that is lost in the middle reports no error, and the file arrives", async () => {
  await start();
  await chosen(8);
  let resets = 5;
  world.s3.rule(({ part }) => (part !== undefined && resets-- > 0 ? { resetAfter: MIB } : undefined));
  await send();
  await completed();
  expect((await reported()).filter((event) => event.startsWith("error"))).toEqual([]);
  await expectMoved(world.announced()[0], 8);
});

test("a device that is offline for longer than the SDK repeats reports no error, and goes on when it is online", async () => {
  // The requests that are held end by themselves, and their repeats find no network.
  await start({ connection: { retries: 1, stallTimeout: 1000 } });
  await chosen(9);
  holdBut(ARRIVED);
  await send();
  await untilArrived(ARRIVED);
  const [file_id] = world.announced();
  await page.context().setOffline(true);
  // Long enough for both attempts: a response may take twice the timeout.
  await page.waitForTimeout(4000);
  world.reset();
  expect(await reported()).toEqual(["start 1"]);
  await page.context().setOffline(false);
  await completed();
  expect(inOrder(world.s3.parts())).toEqual(MISSING);
  expect((await reported()).filter((event) => event.startsWith("error"))).toEqual([]);
  await expectMoved(file_id, 9);
});
