import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureGoTool } from "../../local/go/ensure-tool.ts";
import { startVersitygw } from "../../local/s3/versitygw.ts";
import { type StackJson, startStack } from "../../local/stack/index.ts";
import { createS3User } from "./servers/ministack-user.ts";
import type { S3Server } from "./servers/s3-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    s3Servers: S3Server[];
    realStack: StackJson;
  }
}

/** The template deployed to an emulator of its own, and versitygw beside it. */
export default async function setup(project: TestProject) {
  const onLine = (line: string) => console.error(line);
  const versitygw = await startVersitygw(await ensureGoTool("versitygw", { onLine }));
  const home = await mkdtemp(join(tmpdir(), "malote-real-"));
  const cleanHome = () => rm(home, { recursive: true, force: true });
  try {
    const stack = await startStack({ port: 0, home });
    project.provide("realStack", stack.outputs);
    project.provide("s3Servers", [versitygw.server, await createS3User(stack.outputs)]);
    return async () => {
      await Promise.all([stack.stop(), versitygw.stop()]);
      await cleanHome();
    };
  } catch (error) {
    await versitygw.stop();
    await cleanHome();
    throw error;
  }
}
