import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { signIn as tokenOf } from "../../local/demo/sign-in.ts";
import { Trouble } from "../../tools/command/trouble.ts";
import { dashboard, signIn } from "./person.ts";
import type { World } from "./world.ts";

/** Seconds after which the files will not be completed any more. */
const PATIENCE = 300;

/** Seconds from the moment in which small files are chosen at once until the service has completed all of them. */
export const measureManyFiles = async (
  { inPage, address, stack }: World,
  count: number,
  home: string,
): Promise<number> => {
  const files = await writeFiles(home, count);
  const token = await tokenOf(stack);
  return inPage(async (page) => {
    await page.goto(address);
    await signIn(page);
    const started = performance.now();
    await dashboard(page).setInputFiles(files);
    await page.getByRole("button", { name: new RegExp(`^upload ${count} files?$`, "i") }).click();
    const seconds = () => (performance.now() - started) / 1000;
    for (;;) {
      const completed = await countCompleted(stack.api_url, token);
      if (completed === count) return seconds();
      if (seconds() > PATIENCE)
        throw new Trouble(`After ${PATIENCE} s, only ${completed} of ${count} files are completed.`);
      await setTimeout(250);
    }
  });
};

/** Text files of 2 KiB, each with other bytes. */
const writeFiles = async (home: string, count: number): Promise<string[]> => {
  const folder = join(home, "dropped");
  await mkdir(folder);
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const file = join(folder, `note-${index + 1}.txt`);
      await writeFile(file, `Note ${index + 1}\n`.padEnd(2048, "-"));
      return file;
    }),
  );
};

const countCompleted = async (api: string, token: string): Promise<number> => {
  let count = 0;
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ status: "completed", limit: "100", ...(cursor && { cursor }) });
    const response = await fetch(`${api}/files?${query}`, { headers: { Authorization: `Bearer ${token}` } });
    const body = (await response.json()) as { files?: unknown[]; next_cursor?: string | null };
    count += body.files?.length ?? 0;
    cursor = body.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return count;
};
