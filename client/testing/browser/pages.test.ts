import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startChromium } from "../../../tests/real/browser/start-chromium.ts";
import { someBytes } from "../connected.ts";
import { fakeServer } from "../fake-server.ts";

// The browser entry of the package `malote` in Chromium: XMLHttpRequest, Blobs, localStorage, IndexedDB and a worker.

type Client = typeof import("../../source/index.ts");
declare const client: Client;
declare const malote: ReturnType<Client["connect"]>;

const source = join(import.meta.dirname, "../../source");
const bundle = async (entry: string) => {
  const options = { bundle: true, format: "esm", target: "es2022", write: false } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [join(source, entry)] });
  return outputFiles[0]?.text ?? "";
};
const PAGE = `<!doctype html><title>page</title><script type="module">
  import * as client from "/client.js";
  window.client = client;
  window.malote = client.connect({ url: location.origin, token: "t", retryDelay: 10, stallTimeout: 500 });
</script>`;

let browser: Browser;
let files: Map<string, { type: string; text: string }>;
let server: Awaited<ReturnType<typeof fakeServer>>;
let page: Page;

beforeAll(async () => {
  browser = await startChromium("evil.example");
  files = new Map([
    ["/page", { type: "text/html", text: PAGE }],
    ["/client.js", { type: "text/javascript", text: await bundle("index.ts") }],
    ["/worker.js", { type: "text/javascript", text: await bundle("worker.ts") }],
  ]);
});
afterAll(() => browser?.close());

const open = async () => {
  const opened = await browser.newPage();
  await opened.goto(`${server.service.origin}/page`);
  await opened.waitForFunction("window.malote");
  return opened;
};

beforeEach(async () => {
  server = await fakeServer();
  server.disturbs.push((request, response) => {
    const file = files.get(request.url ?? "");
    if (!file) return false;
    // No blob: and no other origin, as a strict page has it.
    response.setHeader("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'");
    response.setHeader("Content-Type", file.type);
    response.end(file.text);
    return true;
  });
  page = await open();
});
afterEach(async () => {
  await page.close();
  server.close();
});

const onlyFile = () => [...server.service.files.values()][0];

/** Uploads bytes that the page makes as someBytes does. */
const upload = (
  length: number,
  options: { multipartFrom?: number; store?: "web" | "indexed"; worker?: boolean } = {},
) =>
  page.evaluate(
    async ({ length, options: { store, worker, ...rest } }) => {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i++) bytes[i] = (i * 31 + (i >> 8) * 17 + 1) & 255;
      const file = new File([bytes], "film.mp4", { type: "video/mp4", lastModified: 1000 });
      let workers = 0;
      const connection = worker
        ? client.connect({
            url: location.origin,
            token: "t",
            checksums: client.checksumsInWorker(() => {
              workers++;
              return new Worker("/worker.js", { type: "module" });
            }),
          })
        : malote;
      const progress: number[] = [];
      const stores = { web: () => client.webStorage(localStorage), indexed: () => client.indexedDb() };
      const done = await client.upload(connection, file, {
        // A second attempt of a slow part would count as one more.
        hedging: 0,
        ...rest,
        ...(store && { store: stores[store]() }),
        onProgress: (report) => progress.push(report.bytes),
      });
      return { ...done, progress, workers };
    },
    { length, options },
  );

describe.each([
  ["one POST", {}],
  ["parts", { multipartFrom: 0 }],
])("a file in %s", (_, options) => {
  test.each([0, 1, 100_000, 100_001, 1_000_000])("of %d bytes arrives from a page", async (length) => {
    server.service.partSize = 100_000;
    const file = await upload(length, options);
    expect(file).toMatchObject({ len: length, status: "uploaded" });
    expect(onlyFile()?.bytes?.equals(someBytes(length))).toBe(true);
    expect(file.progress.at(-1)).toBe(length);
  });

  test("arrives although connections are reset, and one stays silent", async () => {
    server.service.partSize = 100_000;
    let faults = 3;
    server.disturbs.push((request) => {
      if (!request.url?.startsWith("/s3") || faults-- <= 0) return false;
      if (faults === 0) request.resume();
      else request.once("data", () => request.socket.resetAndDestroy());
      return true;
    });
    await upload(1_000_000, options);
    expect(onlyFile()?.bytes?.equals(someBytes(1_000_000))).toBe(true);
  });
});

test("the bytes of one POST are reported while they leave", async () => {
  // Without a limit, all bytes may leave between two events of the browser.
  const network = await page.context().newCDPSession(page);
  const limit = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 5_000_000 };
  await network.send("Network.emulateNetworkConditions", limit);
  const size = 5_000_000;
  const { progress } = await upload(size);
  await network.detach();
  expect(progress.some((bytes) => bytes > 0 && bytes < size)).toBe(true);
  expect([...progress].sort((a, b) => a - b)).toEqual(progress);
});

test("checksums are computed in a worker of the page's own origin", async () => {
  const { workers } = await upload(300_000, { worker: true });
  expect(workers).toBe(1);
  expect(onlyFile()?.bytes?.equals(someBytes(300_000))).toBe(true);
});

test.each([
  "web",
  "indexed",
] as const)("after a reload, the %s store continues with the missing parts", async (store) => {
  server.service.partSize = 10_000;
  server.service.faults.push(({ method }) =>
    method === "PUT" && (onlyFile()?.parts.size ?? 0) >= 30 ? "drop" : undefined,
  );
  const lost = upload(500_000, { multipartFrom: 0, store }).catch(() => "closed");
  await expect.poll(() => onlyFile()?.parts.size, { timeout: 10_000 }).toBe(30);
  await page.reload();
  await page.waitForFunction("window.malote");
  await lost;
  server.service.faults.length = 0;
  server.service.requests.length = 0;

  const file = await upload(500_000, { multipartFrom: 0, store });

  expect(file.resumed).toBe(true);
  expect(server.service.count("PUT", "/s3")).toBe(20);
  expect(onlyFile()?.bytes?.equals(someBytes(500_000))).toBe(true);
});

test("many files, statuses, a list and a download work from a page", async () => {
  const text = await page.evaluate(async () => {
    const files = Array.from({ length: 30 }, (_, i) => new File([`file ${i}`], `${i}.txt`));
    // This service has no bucket that would notify it.
    const outcomes = await client.uploadAll(malote, files, { confirm: true });
    return outcomes.filter(({ status }) => status === "fulfilled").length;
  });
  expect(text).toBe(30);
  server.service.statuses = ["processing", "completed"];
  const [id] = server.service.files.keys();
  const downloaded = await page.evaluate(async (id) => {
    await client.waitFor(malote, id, { interval: 10 });
    return (await client.download(malote, id).blob()).text();
  }, id ?? "");
  expect(downloaded).toMatch(/^file \d+$/);
});
