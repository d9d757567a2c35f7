import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { aFile, anAgent, TOKEN } from "../../../testing/agent.ts";
import { problem } from "../../../testing/fake-service.ts";

vi.setConfig({ testTimeout: 20_000 });

test("the tools have descriptions, schemas and hints, and none deletes without --allow-delete", async () => {
  const { client } = await anAgent();
  const { tools } = await client.listTools();
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
    ["upload_file", false],
    ["download_file", false],
    ["file_status", true],
    ["list_files", true],
  ]);
  for (const { description, inputSchema } of tools) {
    expect(description).toMatch(/\.$/);
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
  }
  expect(tools[1]?.annotations?.destructiveHint).toBe(true);
  expect(client.getServerVersion()?.name).toBe("malote");
});

describe("upload_file", () => {
  test("uploads, waits until the file is completed, and sends nothing a second time", async () => {
    const { service, folder, client, call } = await anAgent();
    await writeFile(join(folder, "a.txt"), "hello");
    service.statuses = ["processing", "completed"];
    const given = { file: "a.txt", path: "/trips/2026/", tags: { album: "summer" }, name: "b.txt" };

    const { value, isError } = await call("upload_file", given);

    expect(isError).toBe(false);
    expect(value).toMatchObject({
      file_name: "b.txt",
      len: 5,
      status: "completed",
      path: "trips/2026",
      was_there_already: false,
      checksum: { algorithm: "CRC32", value: "NhCmhg==" },
    });
    const [file] = service.files.values();
    expect(file?.bytes?.toString()).toBe("hello");
    expect(file?.body).toMatchObject({ path: "trips/2026", tags: { album: "summer" } });
    const again = await call("upload_file", { ...given, file: join(folder, "a.txt") });
    expect(again.value).toMatchObject({ file_id: value["file_id"], was_there_already: true });
    expect(service.count("POST", "/s3")).toBe(1);
    const progress = vi.fn();
    await client.callTool({ name: "upload_file", arguments: { file: "a.txt", wait_seconds: 0 } }, undefined, {
      onprogress: progress,
    });
    expect(progress).toHaveBeenLastCalledWith({ progress: 5, total: 5 });
  });

  test("a file that is not completed in time is no error; one that has failed is, with its id", async () => {
    const { service, folder, call } = await anAgent();
    await writeFile(join(folder, "a.txt"), "hello");
    expect((await call("upload_file", { file: "a.txt", wait_seconds: 0 })).value).toMatchObject({
      status: "uploaded",
    });
    service.statuses = ["quarantined"];
    const { isError, text } = await call("upload_file", { file: "a.txt" });
    expect(isError).toBe(true);
    expect(text).toContain(`Its file_id is ${[...service.files.keys()][0]}. (file-failed)`);
  });

  test("refuses what is larger than --max-size, a folder, and what is not there, before any request", async () => {
    const { service, folder, call } = await anAgent({ maxSize: 4 });
    await writeFile(join(folder, "a.txt"), "hello");
    await writeFile(join(folder, "fits.txt"), "hell");
    expect((await call("upload_file", { file: "a.txt" })).text).toMatch(/5 bytes.*allows 4.*\(too-large\)$/);
    expect((await call("upload_file", { file: "." })).text).toMatch(/no regular file/);
    expect((await call("upload_file", { file: "no.txt" })).text).toBe(
      "no.txt does not exist. (no-such-file)",
    );
    expect(service.requests).toEqual([]);
    expect((await call("upload_file", { file: "fits.txt", wait_seconds: 0 })).isError).toBe(false);
  });
});

describe("download_file", () => {
  test("writes the verified file under its name, another one, or into a folder", async () => {
    const { service, folder, call } = await anAgent();
    aFile(service, "1");
    await mkdir(join(folder, "in"));
    const { value } = await call("download_file", { file_id: "1" });
    expect(value).toEqual({ file_id: "1", saved_to: join(folder, "a.txt"), len: 5, compared: true });
    await call("download_file", { file_id: "1", to: "in" });
    await call("download_file", { file_id: "1", to: join(folder, "in/b.txt") });
    for (const name of ["a.txt", "in/a.txt", "in/b.txt"])
      expect(await readFile(join(folder, name), "utf8")).toBe("hello");
  });

  test("never overwrites unless it is told to, also if the file comes during the download", async () => {
    const { service, folder, call } = await anAgent();
    aFile(service, "1");
    await writeFile(join(folder, "a.txt"), "mine");
    expect((await call("download_file", { file_id: "1" })).text).toMatch(/exists already.*\(exists\)$/);
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("mine");
    expect((await call("download_file", { file_id: "1", overwrite: true })).isError).toBe(false);
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("hello");
    aFile(service, "2", "other");
    const both = await Promise.all(
      ["1", "2"].map((file_id) => call("download_file", { file_id, to: "c.txt" })),
    );
    expect(both.map(({ isError }) => isError).sort()).toEqual([false, true]);
    const kept = both[0]?.isError ? "other" : "hello";
    expect(await readFile(join(folder, "c.txt"), "utf8")).toBe(kept);
  });

  test("leaves no file where the bytes differ, the file is too large, or the folder is missing", async () => {
    const { service, folder, call } = await anAgent({ maxSize: 5 });
    aFile(service, "1");
    aFile(service, "2", "longer");
    service.faults.push(({ path }) => (path.startsWith("/s3/dest") ? new Response("hellx") : undefined));
    expect((await call("download_file", { file_id: "1" })).text).toMatch(/not those of the file/);
    expect((await call("download_file", { file_id: "2" })).text).toMatch(/\(too-large\)$/);
    expect((await call("download_file", { file_id: "1", to: "no/a.txt" })).text).toMatch(/does not exist/);
    expect((await call("download_file", { file_id: "1", to: "no/" })).text).toMatch(/does not exist/);
    expect(await readdir(folder)).toEqual(["a.txt.1.part"]);
  });

  test("does not write through a symbolic link where the file or its part would be", async () => {
    const { service, folder, call } = await anAgent();
    const other = await anAgent();
    aFile(service, "1");
    const target = join(other.folder, "secret");
    for (const name of ["a.txt", "b.txt.1.part"]) await symlink(target, join(folder, name));
    for (const to of [".", "a.txt", "b.txt"])
      expect(await call("download_file", { file_id: "1", to, overwrite: true })).toMatchObject({
        isError: true,
      });
    await writeFile(target, "mine");
    for (const to of [".", "a.txt", "b.txt"])
      expect((await call("download_file", { file_id: "1", to, overwrite: true })).text).toMatch(
        /\(not-allowed\)$/,
      );
    expect(await readFile(target, "utf8")).toBe("mine");
  });
});

describe("file_status and list_files", () => {
  test("return records without the URL that anybody could download with", async () => {
    const { service, call } = await anAgent();
    aFile(service, "1");
    const { value, text } = await call("file_status", { file_id: "1" });
    expect(value).toMatchObject({ file_id: "1", status: "completed", len: 5, verified: { declared: true } });
    expect(text).not.toContain("/s3/");
    expect(JSON.parse(text)).toEqual(value);
  });

  test("list page by page, with filters", async () => {
    const { service, call } = await anAgent();
    for (const id of ["1", "2", "3"]) aFile(service, id, id, `${id}.txt`);
    const idsOf = ({ value }: { value: Record<string, unknown> }) =>
      (value["files"] as { file_id: string }[]).map(({ file_id }) => file_id);
    const first = await call("list_files", { limit: 2 });
    const next = await call("list_files", { limit: 2, cursor: first.value["next_cursor"] });
    expect([...idsOf(first), ...idsOf(next)].sort()).toEqual(["1", "2", "3"]);
    expect(next.value["next_cursor"]).toBeUndefined();
    await call("list_files", { path: "/trips/", name: "a", status: "completed", tags: { year: "2026" } });
    expect(Object.fromEntries(service.requests.at(-1)?.query ?? [])).toEqual({
      limit: "50",
      path: "trips",
      name: "a",
      status: "completed",
      tag: "year:2026",
    });
    await call("list_files", { path: "/" });
    expect(Object.fromEntries(service.requests.at(-1)?.query ?? [])).toEqual({ limit: "50" });
  });

  test("an empty page is not the end of a list", async () => {
    const { service, call } = await anAgent();
    let pages = 0;
    service.faults.push(({ path }) =>
      path === "/files" ? Response.json({ files: [], ...(++pages < 4 && { next_cursor: "x" }) }) : undefined,
    );
    expect((await call("list_files")).value).toEqual({ files: [] });
    expect(pages).toBe(4);
  });
});

test("delete_file is there with --allow-delete, with its warning", async () => {
  const { service, client, call } = await anAgent({ allowDelete: true });
  aFile(service, "1");
  const tool = (await client.listTools()).tools.at(-1);
  expect(tool).toMatchObject({ name: "delete_file", annotations: { destructiveHint: true } });
  expect((await call("delete_file", { file_id: "1" })).value).toEqual({ file_id: "1", status: "deleted" });
  expect(service.files.size).toBe(0);
  expect((await call("delete_file", { file_id: "1" })).text).toMatch(/\(file-not-found\)$/);
  const without = await anAgent();
  aFile(without.service, "1");
  expect((await without.call("delete_file", { file_id: "1" })).isError).toBe(true);
  expect(without.service.files.size).toBe(1);
});

test.each<[string, Record<string, unknown>]>([
  ["upload_file", {}],
  ["upload_file", { file: 7 }],
  ["upload_file", { file: "a.txt", wait_seconds: -1 }],
  ["upload_file", { file: "a.txt", url: "https://a.example" }],
  ["download_file", { file_id: "../operations" }],
  ["download_file", { file_id: "1", overwrite: "yes" }],
  ["file_status", { file_id: "1?x=/" }],
  ["list_files", { limit: 1000 }],
  ["list_files", { status: "gone" }],
  ["nothing", {}],
])("%s refuses the arguments %j without a request", async (name, args) => {
  const { service, folder, call } = await anAgent();
  await writeFile(join(folder, "a.txt"), "hello");
  expect((await call(name, args)).isError).toBe(true);
  expect(service.requests).toEqual([]);
});

test("errors of the service tell the agent what to do, and hold no secret", async () => {
  const { service, folder, call } = await anAgent();
  await writeFile(join(folder, "a.txt"), "hello");
  let fault = () => problem(401, "unauthenticated");
  service.faults.push(() => fault());
  const { isError, text } = await call("upload_file", { file: "a.txt" });
  expect({ isError, text }).toEqual({
    isError: true,
    text: "The service does not accept the token. Sign in with: malote login. (unauthenticated)",
  });
  fault = () => problem(429, "quota-exceeded", { detail: "Delete files first." });
  const answers = [text];
  for (const name of ["file_status", "download_file"])
    answers.push((await call(name, { file_id: "1" })).text);
  expect(answers.at(-1)).toBe("Delete files first. (quota-exceeded)");
  expect(answers.join()).not.toMatch(new RegExp(`${TOKEN}|eyJ`));
});
