import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startStack } from "../../local/stack/index.ts";

/** The lifetime of a presigned POST in these tests: long enough to use it, short enough to wait for its end. */
export const UPLOAD_EXPIRY_SECONDS = 12;

/** The origin of a web app that the developer has named with --allow-origin. */
export const ALLOWED_ORIGIN = "http://localhost:3000";

/** The bus of FileStatusChanged, which the stack creates. */
export const EVENT_BUS = "malote-e2e";

declare module "vitest" {
  interface ProvidedContext {
    stack: StackOutputs;
  }
}

type StackOutputs = Awaited<ReturnType<typeof startStack>>["outputs"];

/** Deploys the real template to an emulator for these tests only, on a free port. */
export default async function setup(project: TestProject) {
  const home = await mkdtemp(join(tmpdir(), "malote-e2e-"));
  const stack = await startStack({
    port: 0,
    home,
    page: true,
    allowOrigins: [ALLOWED_ORIGIN],
    parameters: {
      UploadExpirySeconds: String(UPLOAD_EXPIRY_SECONDS),
      PublishStatusEvents: "true",
      StatusEventsBus: EVENT_BUS,
      PublishBucketEvents: "true",
      Webhooks: "true",
      Inbox: "true",
      AllowedTypes: "image/*,text/*,application/pdf,application/zip,application/octet-stream",
    },
  });
  project.provide("stack", stack.outputs);
  return async () => {
    await stack.stop();
    await rm(home, { recursive: true, force: true });
  };
}
