import { spawn } from "node:child_process";
import { once } from "node:events";
import { Trouble } from "../../tools/command/trouble.ts";
import { root } from "../../tools/paths.ts";

/**
 * Builds the page, in this terminal.
 * @throws Trouble if the build fails
 */
export const buildPage = async (): Promise<void> => {
  const child = spawn("npm", ["run", "build", "-w", "web"], { cwd: root, stdio: "inherit" });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Trouble("The page was not built, and nothing was uploaded.");
};
