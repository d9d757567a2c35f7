import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exclusive } from "../command/exclusive.ts";
import { runTool } from "../command/run-tool.ts";
import { type OnLine, step } from "../command/step.ts";
import { stateHome } from "../paths.ts";
import { buildSteps } from "./build-steps.ts";
import { findGo } from "./find-go.ts";
import { type GoTool, TOOLS, type ToolName } from "./tools.ts";

const home = join(stateHome, "go");

/**
 * Builds a Go tool in its pinned version, once (a minute or two), and keeps it. When several processes need it at once,
 * one builds and the others wait.
 * @returns the program's path
 * @throws Trouble when Go is missing, or with Go's output if it cannot build the tool
 */
export const ensureGoTool = async (
  name: ToolName,
  { onLine, signal }: { onLine: OnLine; signal?: AbortSignal | undefined },
): Promise<string> => {
  const tool: GoTool = TOOLS[name];
  const { version, program: base = name } = tool;
  const folder = join(home, `${name}-${version}`);
  const file = process.platform === "win32" ? `${base}.exe` : base;
  const program = join(folder, file);
  const isBuilt = () =>
    access(program).then(
      () => true,
      () => false,
    );
  if (await isBuilt()) return program;
  const go = await findGo();
  const build = async () => {
    if (await isBuilt()) return;
    // The draft is renamed after the build, so an interrupted build leaves no incomplete program.
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const { args, cwd, env, module } = buildSteps(tool, { home, draft, file });
    if (module !== undefined) await writeFile(join(draft, "go.mod"), module);
    await step(onLine, `Build ${name} ${version} with Go`, () =>
      runTool(go, args, {
        name: `go ${args[0]} ${name}`,
        cwd,
        env: { ...process.env, ...env },
        log: join(home, `${name}.log`),
        signal,
      }),
    );
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  };
  await exclusive(join(home, "build.lock"), build, {
    onWait: () => onLine(`Waiting for another process that builds ${name}`),
    signal,
  });
  return program;
};
