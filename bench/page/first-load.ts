import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { root } from "../../tools/paths.ts";
import { signIn } from "./person.ts";
import type { World } from "./world.ts";

export interface FirstLoad {
  /** KiB of script, compressed with gzip -9, of the view in which people sign in. */
  signIn: number;
  /** The same, of everything until files can be chosen, without the Dashboard and what only it needs. */
  upload: number;
  /** The same, with the Dashboard. */
  dashboard: number;
}

const assets = join(root, "web", "dist", "assets");

/** What the browser loads of the build, and how large each file is when a web server compresses it. */
export const measureFirstLoad = ({ inPage, address }: World): Promise<FirstLoad> =>
  inPage(async (page) => {
    const scripts = watchScripts(page);
    await page.goto(address, { waitUntil: "networkidle" });
    const before = await sum(scripts);
    await signIn(page);
    await page.waitForLoadState("networkidle");
    const lazy = await dashboardOf([...scripts]);
    return {
      signIn: before,
      upload: await sum([...scripts].filter((name) => !lazy.has(name))),
      dashboard: await sum(scripts),
    };
  });

/** The scripts of the build that the page requests, by their names. Workers included. */
const watchScripts = (page: Page): Set<string> => {
  const names = new Set<string>();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/assets/") && pathname.endsWith(".js"))
      names.add(pathname.replace("/assets/", ""));
  });
  return names;
};

/** The chunk with Uppy's Dashboard, and the chunks that only it and other such chunks import. */
const dashboardOf = async (loaded: readonly string[]): Promise<Set<string>> => {
  const texts = new Map<string, string>();
  for (const name of loaded) texts.set(name, await readFile(join(assets, name), "utf8"));
  const importsOf = (name: string) =>
    // Static imports of a minified module. Dynamic ones have a parenthesis.
    [...(texts.get(name) ?? "").matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(
      ([, other = ""]) => other,
    );
  const heavy = loaded.filter((name) => texts.get(name)?.includes("uppy-Dashboard-inner"));
  const reached = (from: readonly string[], without: readonly string[]): Set<string> => {
    const found = new Set<string>();
    const visit = (name: string) => {
      if (found.has(name) || without.includes(name)) return;
      found.add(name);
      importsOf(name).forEach(visit);
    };
    from.forEach(visit);
    return found;
  };
  const below = reached(heavy, []);
  // What another chunk imports is needed without the Dashboard, too.
  const others = reached(
    loaded.filter((name) => !below.has(name)),
    heavy,
  );
  return new Set([...below].filter((name) => !others.has(name)));
};

const sum = async (names: Iterable<string>): Promise<number> => {
  let bytes = 0;
  for (const name of names) bytes += gzipSync(await readFile(join(assets, name)), { level: 9 }).length;
  return bytes / 1024;
};
