import { afterEach, expect, test, vi } from "vitest";
import { someBytes } from "../../testing/connected.ts";
import { problem } from "../../testing/fake-service.ts";
import { aFile, heldService, uppyPage } from "../../testing/uppy.ts";
import { memoryStore } from "./stores.ts";
import { UploadFailed } from "./upload-failed.ts";

afterEach(() => vi.unstubAllGlobals());

const isPut = ({ method }: { method: string }) => method === "PUT";
const onlyFile = ({ service }: ReturnType<typeof heldService>) => [...service.files.values()][0];

/** Five of ten parts have arrived, and the others do not leave. */
const halfway = async (options: Parameters<typeof uppyPage>[1] = {}) => {
  const world = heldService();
  const { service } = world;
  let puts = 0;
  world.hold((request) => isPut(request) && ++puts > 5);
  const page = uppyPage(world.malote, { multipartFrom: 0, hedging: 0, store: memoryStore(), ...options });
  const id = page.uppy.addFile(aFile(10_000));
  const done = page.uppy.upload();
  await vi.waitFor(() => expect(service.count("PUT", "/s3")).toBe(5), { timeout: 10_000 });
  await vi.waitFor(() => expect(world.held()).toBe(5), { timeout: 10_000 });
  return { ...world, ...page, id, done };
};

test("a file goes with one POST, and Uppy reports it in its own terms", async () => {
  const { malote, service } = heldService();
  const { uppy, events } = uppyPage(malote);
  const progress: unknown[] = [];
  uppy.on("upload-progress", (_, { bytesUploaded, bytesTotal, uploadStarted }) =>
    progress.push([bytesUploaded, bytesTotal, uploadStarted > 0]),
  );
  const id = uppy.addFile(aFile(1000));

  const result = await uppy.upload();

  const [stored] = service.files.values();
  expect(stored?.bytes?.equals(someBytes(1000))).toBe(true);
  expect(events).toEqual(["start film.mp4", "success film.mp4", "complete 1 0"]);
  expect(progress.at(-1)).toEqual([1000, 1000, true]);
  const { file_id } = stored ?? {};
  expect(result?.successful?.[0]?.response).toMatchObject({ status: 200, body: { file_id, resumed: false } });
  expect(uppy.getFile(id)).toMatchObject({
    malote: { file_id, status: "uploaded" },
    progress: { uploadComplete: true, complete: true, percentage: 100 },
  });
});

test("a file in parts sends several of them at once, and its progress never falls", async () => {
  const { service, uppy, done, release, held } = await halfway();
  expect(held()).toBe(5);
  const bytes: number[] = [];
  uppy.on("upload-progress", (_, { bytesUploaded }) => bytes.push(bytesUploaded));
  release();
  await done;
  expect([...service.files.values()][0]?.bytes?.equals(someBytes(10_000))).toBe(true);
  expect([...bytes].sort((a, b) => a - b)).toEqual(bytes);
  expect(bytes.at(-1)).toBe(10_000);
});

test("the name, the folder, the tags and the owner are those that Uppy and the options have", async () => {
  const { malote, service } = heldService();
  const { uppy } = uppyPage(malote, {
    limit: 1,
    path: "trips",
    tags: ({ meta }) => ({ album: String(meta["album"]) }),
    onBehalfOf: "someone",
  });
  const relativePath = "/lisbon/day 1/film.mp4";
  uppy.addFile({ name: "film.mp4", data: aFile(10), meta: { relativePath, album: "summer" } });
  uppy.setFileMeta(uppy.addFile(aFile(10, "b.mp4")), { name: "better.mp4" });
  await uppy.upload();
  expect([...service.files.values()].map(({ body }) => body)).toMatchObject([
    {
      file_name: "film.mp4",
      path: "trips/lisbon/day 1",
      tags: { album: "summer" },
      on_behalf_of: "someone",
    },
    { file_name: "better.mp4", path: "trips" },
  ]);
});

test("without a path, the folder of the file is its path, and a file without a folder has none", async () => {
  const { malote, service } = heldService();
  const { uppy } = uppyPage(malote, { limit: 1 });
  uppy.addFile({ name: "a.mp4", data: aFile(10), meta: { relativePath: "album/a.mp4" } });
  uppy.addFile({ name: "b.mp4", data: aFile(10), meta: { relativePath: null } });
  await uppy.upload();
  expect([...service.files.values()].map(({ body }) => body["path"])).toEqual(["album", undefined]);
});

test.each([
  "one file",
  "all files",
])("a pause of %s ends its requests, and the rest is sent after it", async (which) => {
  const { service, uppy, events, id, done, release } = await halfway();
  if (which === "one file") expect(uppy.pauseResume(id)).toBe(true);
  else uppy.pauseAll();
  release();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(service.count("PUT", "/s3")).toBe(5);
  expect(uppy.getFile(id).isPaused).toBe(true);

  if (which === "one file") expect(uppy.pauseResume(id)).toBe(false);
  else uppy.resumeAll();
  await done;

  expect(service.count("PUT", "/s3")).toBe(10);
  expect(events.at(-1)).toBe("complete 1 0");
});

test("a file that is paused before its turn waits, also when it is its turn", async () => {
  const world = heldService();
  const { uppy, events } = uppyPage(world.malote, { limit: 1 });
  world.hold(({ path }) => path === "/s3/");
  uppy.addFile(aFile(10, "a.mp4"));
  const second = uppy.addFile(aFile(10, "b.mp4"));
  const done = uppy.upload();
  await vi.waitFor(() => expect(world.held()).toBe(1), { timeout: 10_000 });
  uppy.pauseResume(second);
  world.release();
  await vi.waitFor(() => expect(events).toContain("success a.mp4"), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(world.service.files.size).toBe(1);
  uppy.pauseResume(second);
  await done;
  expect(events.slice(1)).toEqual(["success a.mp4", "success b.mp4", "complete 2 0"]);
});

test("no more files than the limit are sent at once", async () => {
  const world = heldService();
  const { uppy } = uppyPage(world.malote, { limit: 2 });
  world.hold(({ path }) => path === "/s3/");
  for (let i = 0; i < 5; i++) uppy.addFile(aFile(10, `${i}.mp4`));
  const done = uppy.upload();
  await vi.waitFor(() => expect(world.held()).toBe(2), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(world.service.files.size).toBe(2);
  world.release();
  await done;
  expect(world.service.files.size).toBe(5);
});

test("a cancelled file is deleted with its parts, and the others go on", async () => {
  const { service, uppy, events, id, done, release, hold } = await halfway();
  uppy.addFile(aFile(500, "other.mp4"));
  const second = uppy.upload();
  // The upload ends although the deletion has no response yet.
  hold(({ method }) => method === "DELETE");
  uppy.removeFile(id);
  await done;
  release();
  await second;
  await vi.waitFor(() => expect(service.count("DELETE", "/files")).toBe(1), { timeout: 10_000 });
  expect([...service.files.values()].map(({ body }) => body["file_name"])).toEqual(["other.mp4"]);
  expect(events.filter((event) => /error|success/.test(event))).toEqual(["success other.mp4"]);
});

test("cancelAll deletes the files under way, and files that wait never begin", async () => {
  const world = await halfway({ limit: 1 });
  world.uppy.addFile(aFile(10, "second.mp4"));
  const second = world.uppy.upload();
  world.uppy.cancelAll();
  await Promise.all([world.done, second]);
  await vi.waitFor(() => expect(world.service.files.size).toBe(0), { timeout: 10_000 });
  expect(world.service.count("POST", "/upload")).toBe(world.service.count("POST", "/upload-parts") + 1);
});

test("a file that uppy.clear() dropped is cancelled at its next progress", async () => {
  const world = await halfway();
  world.uppy.clear();
  // The SDK reports its progress every 100 ms.
  await new Promise((resolve) => setTimeout(resolve, 120));
  world.release();
  // Uppy itself fails here, because it looks for the files that it dropped.
  await world.done.catch(() => {});
  await vi.waitFor(() => expect(world.service.files.size).toBe(0), { timeout: 10_000 });
});

test.each([
  ["retryAll", (uppy: ReturnType<typeof uppyPage>["uppy"]) => uppy.retryAll()],
  ["retryUpload", (uppy: ReturnType<typeof uppyPage>["uppy"], id: string) => uppy.retryUpload(id)],
])("%s sends only what is missing, also without a store", async (_, retry) => {
  const { malote, service } = heldService();
  const { uppy, events } = uppyPage(malote, { multipartFrom: 0, hedging: 0, store: false });
  service.faults.push(({ method, query }) =>
    method === "PUT" && query.get("part") === "7" ? problem(503, "SlowDown") : undefined,
  );
  const errors: unknown[] = [];
  uppy.on("upload-error", (_, error, response) => errors.push(error, response));
  const id = uppy.addFile(aFile(10_000));
  const result = await uppy.upload();
  expect(result?.failed).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(UploadFailed);
  expect(errors[1]).toMatchObject({ status: 503, body: { code: "storage" } });
  const [file] = service.files.values();
  const before = file?.parts.size ?? 0;
  expect(before).toBeGreaterThan(3);
  service.faults.length = 0;
  service.requests.length = 0;

  await retry(uppy, id);

  expect(service.count("PUT", "/s3")).toBe(10 - before);
  expect(uppy.getFile(id).response?.body).toMatchObject({ file_id: file?.file_id, resumed: true });
  expect(events.filter((event) => event.startsWith("start"))).toHaveLength(2);
});

test("a network that fails is marked as Uppy marks it, with a sentence for the user", async () => {
  const { malote, service } = heldService();
  const { uppy, events } = uppyPage(malote);
  service.faults.push(() => "drop");
  const errors: unknown[] = [];
  uppy.on("upload-error", (_, error) => errors.push(error));
  uppy.addFile(aFile(10));
  await uppy.upload();
  expect(events[1]).toBe("error film.mp4: The connection failed. Check it, then retry.");
  expect(errors[0]).toMatchObject({ code: "network", isNetworkError: true, cause: { code: "network" } });
});

test("the sentence of the service reaches the user without the route", async () => {
  const { malote, service } = heldService();
  const { uppy, events } = uppyPage(malote);
  service.faults.push(({ path }) =>
    path === "/upload" ? problem(413, "file-too-large", { detail: "Choose a smaller file." }) : undefined,
  );
  const id = uppy.addFile(aFile(10));
  await uppy.upload();
  expect(events[1]).toBe("error film.mp4: Choose a smaller file.");
  expect(uppy.getFile(id)).toMatchObject({
    error: "Choose a smaller file.",
    response: { status: 413, body: { code: "file-too-large" } },
  });
});

test("a file that failed half-way and is then removed leaves nothing at the service", async () => {
  const { malote, service } = heldService();
  const { uppy } = uppyPage(malote, { multipartFrom: 0, hedging: 0 });
  service.faults.push(({ method, query }) =>
    method === "PUT" && query.get("part") === "7" ? problem(403, "AccessDenied") : undefined,
  );
  const id = uppy.addFile(aFile(10_000));
  await uppy.upload();
  expect(service.files.size).toBe(1);
  uppy.removeFile(id);
  await vi.waitFor(() => expect(service.files.size).toBe(0), { timeout: 10_000 });
});

test("a file that is removed from the list after its upload stays at the service", async () => {
  const { malote, service } = heldService();
  const { uppy } = uppyPage(malote);
  const id = uppy.addFile(aFile(10));
  await uppy.upload();
  uppy.removeFile(id);
  uppy.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(service.files.size).toBe(1);
});

test("an offline device waits for the line, and nothing is reported as failed", async () => {
  const { malote, service } = heldService();
  const { uppy, events } = uppyPage(malote, { multipartFrom: 0, hedging: 0, store: false });
  vi.stubGlobal("navigator", { onLine: false });
  let failures = 0;
  service.faults.push(({ method, query }) => {
    if (method !== "PUT" || Number(query.get("part")) <= 5) return undefined;
    failures++;
    return "drop";
  });
  uppy.addFile(aFile(10_000));
  const done = uppy.upload();
  await vi.waitFor(() => expect(failures).toBeGreaterThanOrEqual(3), { timeout: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(events).toEqual(["start film.mp4"]);
  service.faults.length = 0;
  vi.stubGlobal("navigator", { onLine: true });
  uppy.emit("back-online");
  await done;
  expect(events.at(-1)).toBe("complete 1 0");
  expect(service.count("PUT", "/s3") - failures).toBe(10);
});

test("without the plugin nothing more is sent, and the parts stay for the next page", async () => {
  const world = await halfway({ limit: 1 });
  const { uppy, service } = world;
  uppy.addFile(aFile(10, "waits.mp4"));
  void uppy.upload();
  const plugin = uppy.getPlugin("MaloteUpload");
  if (plugin) uppy.removePlugin(plugin);
  world.release();
  await world.done;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(service.count("PUT", "/s3")).toBe(5);
  expect(service.files.size).toBe(1);
  expect(service.count("DELETE", "/")).toBe(0);
  expect(onlyFile(world)?.parts.size).toBe(5);
  expect(uppy.getState().capabilities.resumableUploads).toBe(false);
});

test("destroy cancels, as Uppy means it", async () => {
  const world = await halfway();
  expect(world.uppy.getState().capabilities).toMatchObject({
    resumableUploads: true,
    individualCancellation: true,
  });
  world.uppy.destroy();
  await vi.waitFor(() => expect(world.service.files.size).toBe(0), { timeout: 10_000 });
});

test("the same file, chosen again on a new page, continues", async () => {
  const store = memoryStore();
  const world = await halfway({ store });
  // The page is gone: nothing of it runs any more.
  const plugin = world.uppy.getPlugin("MaloteUpload");
  if (plugin) world.uppy.removePlugin(plugin);
  world.release();
  world.service.requests.length = 0;

  const { uppy, events } = uppyPage(world.malote, { multipartFrom: 0, hedging: 0, store });
  const id = uppy.addFile(aFile(10_000));
  await uppy.upload();

  expect(world.service.count("PUT", "/s3")).toBe(5);
  expect(uppy.getFile(id).response?.body?.resumed).toBe(true);
  expect(events[0]).toBe("start film.mp4");
});

test("a restored file continues without a second start, and a restored one that is done is not sent", async () => {
  const store = memoryStore();
  const world = await halfway({ store });
  const { id } = world;
  const plugin = world.uppy.getPlugin("MaloteUpload");
  if (plugin) world.uppy.removePlugin(plugin);
  world.release();
  world.service.requests.length = 0;

  // What Golden Retriever does.
  const { uppy, events } = uppyPage(world.malote, { multipartFrom: 0, hedging: 0, store });
  const restored = { ...world.uppy.getFile(id), isRestored: true, data: aFile(10_000) };
  const done = {
    ...restored,
    id: "done",
    progress: { ...restored.progress, uploadComplete: true },
    data: undefined,
  };
  uppy.setState({
    files: { [id]: restored, done },
    currentUploads: { one: { fileIDs: [id, "done"], step: 0, result: {} } },
  } as never);
  uppy.resumeAll();
  await uppy.restore("one");

  expect(world.service.count("PUT", "/s3")).toBe(5);
  expect(world.service.files.size).toBe(1);
  expect(events).toEqual(["start ", "success film.mp4", "complete 2 0"]);
});

test("a restored file whose bytes are gone, and a remote one, fail with a sentence", async () => {
  const { malote } = heldService();
  const { uppy, events } = uppyPage(malote);
  uppy.addFile(aFile(10, "a.mp4"));
  const id = uppy.addFile(aFile(10, "b.mp4"));
  const [a] = uppy.getFiles();
  if (a) uppy.setFileState(a.id, { data: undefined, isGhost: true } as never);
  uppy.setFileState(id, { isRemote: true } as never);
  await uppy.upload();
  expect(events.slice(1)).toEqual([
    "error a.mp4: The file is not on this page any more. Choose it again.",
    "error b.mp4: Only files of this device can be uploaded.",
    "complete 0 2",
  ]);
});

test("the option locale translates the plugin's own sentences", async () => {
  const { malote, service } = heldService();
  const locale = { strings: { connectionFailed: "Keine Verbindung." } };
  const { uppy, events } = uppyPage(malote, { locale });
  service.faults.push(() => "drop");
  uppy.addFile(aFile(10));
  await uppy.upload();
  expect(events[1]).toBe("error film.mp4: Keine Verbindung.");
});

test("a file that is removed in the moment of its arrival is deleted", async () => {
  const world = heldService();
  const { uppy, events } = uppyPage(world.malote);
  const id = uppy.addFile(aFile(10));
  // The last report of the progress, after the confirmation.
  uppy.on("upload-progress", (_, { bytesUploaded }) => {
    if (bytesUploaded === 10 && onlyFile(world)?.status === "uploaded") uppy.removeFile(id);
  });
  await uppy.upload();
  await vi.waitFor(() => expect(world.service.files.size).toBe(0), { timeout: 10_000 });
  expect(events).toEqual(["start film.mp4", "complete 0 0"]);
});

test("a misspelt or impossible option is refused at once", () => {
  const { malote } = heldService();
  // @ts-expect-error There is no such option.
  expect(() => uppyPage(malote, { multiPartFrom: 5 })).toThrow('did you mean "multipartFrom"?');
  expect(() => uppyPage(malote, { limit: 0 })).toThrow("limit must be");
  expect(() => uppyPage(malote, { hedging: 2 })).toThrow("hedging must be");
  expect(() => uppyPage(malote, { store: {} as never })).toThrow("store must have");
  expect(() => uppyPage({ url: "x", describe: async () => ({}) })).toThrow("from connect()");
});
