import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startStack } from "../../local/stack/index.ts";

/** How long a presigned POST is good for here: long enough to be used, short enough to be waited out. */
export const UPLOAD_EXPIRY_SECONDS = 20;

declare module "vitest" {
  interface ProvidedContext {
    stack: StackOutputs;
  }
}

type StackOutputs = Awaited<ReturnType<typeof startStack>>["outputs"];

/** The real template, deployed to an emulator of the tests' own on a free port. */
export default async function setup(project: TestProject) {
  const home = await mkdtemp(join(tmpdir(), "malote-e2e-"));
  const stack = await startStack({
    port: 0,
    home,
    parameters: {
      UploadExpirySeconds: String(UPLOAD_EXPIRY_SECONDS),
      AllowedTypes: "image/*,text/*,application/pdf,application/zip,application/octet-stream",
    },
  });
  project.provide("stack", stack.outputs);
  return async () => {
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  };
}
