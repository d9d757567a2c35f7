import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureGoTool } from "../../tools/go/ensure-tool.ts";
import { startServer } from "../../tools/servers/start-server.ts";
import type { Contender } from "./contenders.ts";
import type { World } from "./world.ts";

/** The reference server of tus, with its file store. Its URL is where a Contender's /tus is. */
export const startTusd = async ({ home, signal }: Pick<World, "home" | "signal">): Promise<Contender> => {
  const program = await ensureGoTool("tusd", { onLine: (line) => console.error(line), signal });
  const folder = join(home, "tusd");
  await mkdir(folder, { recursive: true });
  const { port, stop } = await startServer("tusd", async ({ port }) => ({
    command: [
      program,
      ...["-host", "127.0.0.1", "-port", String(port), "-base-path", "/tus"],
      ...["-upload-dir", folder, "-verbose=false", "-show-startup-logs=false", "-disable-cors"],
    ],
  }));
  return { url: `http://127.0.0.1:${port}`, pid: undefined, folder, stop };
};
