import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack } from "../../local/stack/index.ts";
import { startChromium } from "../../tests/real/browser/start-chromium.ts";
import { runCommand } from "../../tools/command/run-command.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";
import { makeSamples } from "./samples.ts";
import { send } from "./send.ts";

// npm run picture: takes the pictures at the top of README.md, docs/page.png and docs/page-dark.png, of the page itself.

/** Bytes. A reader of README.md loads one of the two. */
const LARGEST = 200 * 1024;

/** Sends files from the page of a stack of its own, and takes both pictures. */
const takePictures = async (home: string): Promise<void> => {
  const stack = await startStack({ port: 0, home, page: true, onLine: (line) => console.error(line) });
  const browser = await startChromium("unused.example");
  try {
    const context = await browser.newContext({
      locale: "en",
      viewport: { width: 1200, height: 750 },
      deviceScaleFactor: 1.5,
    });
    const samples = await makeSamples({ context });
    const page = await context.newPage();
    await page.goto(stack.outputs.page_url ?? "");
    await page.getByRole("button", { name: "Continue as demo" }).click();
    await page.locator(".uppy-Dashboard-AddFiles").waitFor();
    await send(page, samples);
    // The button had the pointer.
    await page.mouse.move(0, 0);
    // Each card has its link when its record has been read, with the checksum and the exact times.
    await page
      .locator(".follow-card")
      .getByRole("link", { name: "Download" })
      .nth(samples.length - 1)
      .waitFor();
    for (const [colorScheme, name] of [
      ["light", "page.png"],
      ["dark", "page-dark.png"],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const path = join(root, "docs", name);
      await page.screenshot({ path, animations: "disabled" });
      const { size } = await stat(path);
      console.log(`docs/${name}: ${Math.round(size / 1024)} KiB`);
      if (size > LARGEST) throw new Trouble(`docs/${name} is larger than ${LARGEST / 1024} KiB.`);
    }
  } finally {
    await browser.close();
    await stack.stop();
  }
};

await runCommand(async () => {
  const home = await mkdtemp(join(tmpdir(), "malote-picture-"));
  try {
    await takePictures(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  return 0;
});
