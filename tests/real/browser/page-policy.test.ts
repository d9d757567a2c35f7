import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exactPolicy, withPolicy } from "../../../operate/page/exact-policy.ts";
import { customHeaders, pagePolicy } from "../../unit/page-headers.ts";
import { servePage } from "./serve-page.ts";
import { startChromium } from "./start-chromium.ts";

// The two policies of the page, as a browser applies them: that of the headers (PageHeaders in template.yaml), and that which
// npm run page:deploy writes into index.html. No request leaves: every other host is answered here.

const API = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com";
const BUCKET = "https://malote-bucket-1a2b.s3.eu-west-1.amazonaws.com";
const HTML = `<!doctype html><html><head><meta charset="utf-8"><title>page</title>
  <link rel="stylesheet" href="/assets/page.css"><script src="/assets/page.js"></script></head>
  <body><script>window.inline = true</script><p style="color: red" onclick="window.handler = true">text</p></body></html>`;

const SCRIPT = `window.script = true;
  try { window.text = new Function("return 'ran'")(); } catch { window.text = "blocked"; }`;

let browser: Browser;
let app: Awaited<ReturnType<typeof servePage>>;
let page: Page;

beforeAll(async () => {
  const headers = { "Content-Security-Policy": pagePolicy(), ...customHeaders };
  const policy = exactPolicy({
    apiUrl: `${API}/prod`,
    bucket: "malote-bucket-1a2b",
    downloadDomain: undefined,
  });
  app = await servePage(0, {
    "/": { type: "text/html", body: withPolicy(HTML, policy), headers },
    "/assets/page.js": { type: "text/javascript", body: SCRIPT, headers },
    "/assets/page.css": { type: "text/css", body: "p { margin-left: 7px }", headers },
    "/assets/worker.js": { type: "text/javascript", body: "postMessage('works')", headers },
    "/form": { type: "text/html", body: "the target of a form", headers },
  });
  browser = await startChromium("evil.example");
  page = await browser.newPage();
  await page.route("https://**/*", (route) =>
    route.fulfill({ status: 200, headers: { "Access-Control-Allow-Origin": "*" }, body: "{}" }),
  );
  await page.goto(`http://127.0.0.1:${app.port}/`);
});
afterAll(async () => {
  await browser?.close();
  app?.close();
});

/** The value of an expression in the page, as text. */
const inPage = (expression: string): Promise<string> =>
  page.evaluate(`Promise.resolve(${expression}).then(String)`);
const fetched = (url: string) =>
  inPage(`fetch(${JSON.stringify(url)}).then(({ status }) => status, () => "blocked")`);

describe("a browser runs", () => {
  test("the page's own scripts and styles, and no inline ones", async () => {
    await expect(inPage("[window.script, window.inline]")).resolves.toBe("true,");
    await expect(inPage("getComputedStyle(document.querySelector('p')).marginLeft")).resolves.toBe("7px");
    await page.click("p");
    await expect(inPage("window.handler")).resolves.toBe("undefined");
    await expect(inPage("getComputedStyle(document.querySelector('p')).color")).resolves.toBe("rgb(0, 0, 0)");
  });

  test("styles that a script sets, as components do", async () => {
    const set = `(document.querySelector("p").style.color = "rgb(1, 2, 3)", getComputedStyle(document.querySelector("p")).color)`;
    await expect(inPage(set)).resolves.toBe("rgb(1, 2, 3)");
  });

  test("workers of the page's own files, and none of a blob", async () => {
    const works = (url: string) =>
      inPage(`new Promise((resolve) => {
        try {
          const worker = new Worker(${url}, { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = () => resolve("blocked");
        } catch { resolve("blocked"); }
      })`);
    await expect(works('"/assets/worker.js"')).resolves.toBe("works");
    await expect(works(`URL.createObjectURL(new Blob(["postMessage('works')"]))`)).resolves.toBe("blocked");
  });

  test("no text as code", async () => {
    // The script itself tried: what Playwright evaluates is not under the policy.
    await expect(inPage("window.text")).resolves.toBe("blocked");
  });
});

describe("a browser connects to", () => {
  test.each([
    ["the API", `${API}/prod/files`],
    ["the bucket", `${BUCKET}/temp/a`],
    ["Cognito", "https://cognito-idp.eu-west-1.amazonaws.com/"],
    ["the page's own files", "/assets/page.css"],
  ])("%s", async (_, url) => {
    await expect(fetched(url)).resolves.toBe("200");
  });

  test.each([
    ["another API of the region", "https://other.execute-api.eu-west-1.amazonaws.com/"],
    ["another bucket of the region", "https://other.s3.eu-west-1.amazonaws.com/"],
    ["another host", "https://evil.example/"],
    ["a blob", "blob:http://127.0.0.1/1"],
  ])("not to %s", async (_, url) => {
    await expect(fetched(url)).resolves.toBe("blocked");
  });
});

test("a form cannot be sent anywhere, and another page cannot frame this one", async () => {
  await page.evaluate(`{
    const form = document.createElement("form");
    form.action = "/form";
    document.body.append(form);
    form.submit();
  }`);
  await page.waitForTimeout(200);
  expect(new URL(page.url()).pathname).toBe("/");

  const other = await browser.newPage();
  const frame = await servePage(0, {
    "/": { type: "text/html", body: `<iframe src="http://127.0.0.1:${app.port}/"></iframe>` },
  });
  await other.goto(`http://localhost:${frame.port}/`);
  await expect.poll(() => other.frames()[1]?.url()).toMatch(/^chrome-error:/);
  frame.close();
});
