import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBuild } from "./build.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "malote-build-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (...keys: string[]) => {
  for (const key of keys) {
    await mkdir(join(folder, dirname(key)), { recursive: true });
    await writeFile(join(folder, key), key);
  }
};

test("a build is its assets, its other files and index.html, each with its type", async () => {
  await write(
    "index.html",
    "assets/i-1.js",
    "assets/i-1.css",
    "assets/deep/logo-2.webp",
    "icon.svg",
    "app.webmanifest",
  );

  const { assets, others, index } = await readBuild(folder);

  expect([...assets, ...others, index].map(({ key, type }) => [key, type])).toEqual([
    ["assets/deep/logo-2.webp", "image/webp"],
    ["assets/i-1.css", "text/css; charset=utf-8"],
    ["assets/i-1.js", "text/javascript; charset=utf-8"],
    ["app.webmanifest", "application/manifest+json; charset=utf-8"],
    ["icon.svg", "image/svg+xml; charset=utf-8"],
    ["index.html", "text/html; charset=utf-8"],
  ]);
  expect(Buffer.from(index.bytes).toString()).toBe("index.html");
});

test("the developer's own config.json is left out", async () => {
  await write("index.html", "assets/i-1.js", "config.json");

  expect((await readBuild(folder)).others).toEqual([]);
});

test.each([
  [["index.html"], "is no build"],
  [["assets/i-1.js"], "is no build"],
  [["index.html", "assets/i-1.js", "releases.json"], "belongs to page:deploy"],
  [["index.html", "assets/i-1.unknown"], "has no known media type"],
])("a folder with %j is refused", async (keys, reason) => {
  await write(...keys);

  await expect(readBuild(folder)).rejects.toMatchObject({
    name: "Trouble",
    message: expect.stringContaining(reason),
  });
});

test("a folder that does not exist is refused", async () => {
  await expect(readBuild(join(folder, "none"))).rejects.toThrow("is no build");
});
