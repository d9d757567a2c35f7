import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

import { startStack } from "../../local/stack/index.ts";
import { sourceOf } from "../../local/stack/resources.ts";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { startVersitygw } from "../../tools/servers/versitygw.ts";
import { readOptions } from "./options.ts";

/** Starts versitygw as S3, and the template on an emulator of its own for everything else. */
export default async function setup(project: TestProject) {
  const onLine = (line: string) => console.error(line);
  const { seed, files } = readOptions(process.env);
  onLine(`chaos: seed ${seed}, ${files} files`);
  project.provide("chaosSeed", seed);
  project.provide("chaosFiles", files);

  const program = await ensureGoTool("versitygw", { onLine });
  const home = await mkdtemp(join(tmpdir(), "malote-chaos-"));
  const cleanHome = () => rm(home, { recursive: true, force: true });
  const stack = await startStack({ port: 0, home }).catch(async (error: unknown) => {
    await cleanHome();
    throw error;
  });
  try {
    // The emulator's key, so that a function has the same credentials for both servers.
    const { credentials } = sourceOf(stack.outputs);
    const versitygw = await startVersitygw(program, { credentials });
    project.provide("chaosS3", versitygw.server);
    project.provide("chaosStack", stack.outputs);
    // The helpers of tests/e2e call this stack.
    project.provide("stack", stack.outputs);
    return async () => {
      await Promise.all([stack.stop(), versitygw.stop()]);
      await cleanHome();
    };
  } catch (error) {
    await stack.stop();
    await cleanHome();
    throw error;
  }
}
