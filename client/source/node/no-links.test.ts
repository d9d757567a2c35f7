import { writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connected } from "../../testing/connected.ts";
import { download } from "./download.ts";

// A disk without hard links, such as FAT.
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  link: () => Promise.reject(Object.assign(new Error("no links"), { code: "EPERM" })),
}));

test("a download on a disk without hard links arrives, and replaces nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "malote-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { service, malote } = connected();
  const bytes = Buffer.from("hello");
  const body = { file_name: "a.txt", len: 5, type: "text/plain" };
  service.files.set("1", { file_id: "1", body, status: "completed", version: 1, bytes, parts: new Map() });
  const path = join(folder, "a.txt");

  await download(malote, "1").toFile(path, { overwrite: false });
  expect(await readFile(path, "utf8")).toBe("hello");
  expect(await readdir(folder)).toEqual(["a.txt"]);

  await rm(path);
  service.faults.push(({ path: url }) => {
    if (url.startsWith("/s3")) writeFileSync(path, "mine");
    return undefined;
  });
  await expect(download(malote, "1").toFile(path, { overwrite: false })).rejects.toMatchObject({
    code: "exists",
  });
  expect(await readFile(path, "utf8")).toBe("mine");
});
