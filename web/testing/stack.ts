import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startStack } from "../../local/stack/index.ts";
import { findChromium } from "../../tests/real/browser/find-chromium.ts";

/** Small, so that a file that is too large need not be large. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Deploys the template to an emulator of its own, and serves the page as `npm start` does. */
export default async function setup(project: TestProject) {
  // Checked first, because nothing can run without a browser.
  findChromium();
  const home = await mkdtemp(join(tmpdir(), "malote-page-"));
  const clean = () => rm(home, { recursive: true, force: true });
  const stack = await startStack({
    port: 0,
    home,
    page: true,
    parameters: { MaxFileBytes: String(MAX_FILE_BYTES), SelfSignUp: "true" },
    onLine: (line) => console.error(line),
  }).catch(async (error: unknown) => {
    await clean();
    throw error;
  });
  project.provide("pageStack", stack.outputs);
  return async () => {
    await stack.stop();
    await clean();
  };
}
