import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connected } from "../../testing/connected.ts";
import { problem } from "../../testing/fake-service.ts";
import { aFile, uppyPage } from "../../testing/uppy.ts";

// The way of a file after its upload.

beforeEach(() =>
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "Date"],
    shouldAdvanceTime: true,
    advanceTimeDelta: 50,
  }),
);
afterEach(() => vi.useRealTimers());

const polls = ({ requests }: ReturnType<typeof connected>["service"]) =>
  requests
    .filter(({ path }) => path === "/consult-status")
    .map(({ query }) => query.getAll("file_id").length);

test("each change of the status is reported, until it is final", async () => {
  const { malote, service } = connected();
  const { uppy, events } = uppyPage(malote, { follow: true });
  service.statuses = ["uploaded", "processing", "processing", "completed", "error"];
  const id = uppy.addFile(aFile(10));
  await uppy.upload();
  await vi.waitFor(() => expect(uppy.getFile(id).malote?.status).toBe("completed"), { timeout: 20_000 });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(events.filter((event) => event.includes(" is "))).toEqual([
    "film.mp4 is uploaded",
    "film.mp4 is processing",
    "film.mp4 is completed",
  ]);
  expect(polls(service)).toHaveLength(4);
  // The upload was complete before.
  expect(events.indexOf("complete 1 0")).toBeLessThan(events.indexOf("film.mp4 is uploaded"));
});

test("120 files need three requests, and each is reported", async () => {
  const { malote, service } = connected();
  const { uppy, events } = uppyPage(malote, { follow: true, limit: 120 });
  for (let i = 0; i < 120; i++) uppy.addFile(aFile(10, `${i}.mp4`));
  await uppy.upload();
  service.statuses = Array.from({ length: 120 }, () => "completed");
  const before = polls(service).length;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(polls(service).slice(before)).toEqual([50, 50, 20]);
  expect(events.filter((event) => event.endsWith("is completed"))).toHaveLength(120);
});

test("many files are asked for more rarely: one request in five seconds, at last", async () => {
  const { malote, service } = connected();
  const { uppy } = uppyPage(malote, { follow: true, limit: 120 });
  for (let i = 0; i < 120; i++) uppy.addFile(aFile(10, `${i}.mp4`));
  await uppy.upload();
  await vi.advanceTimersByTimeAsync(60_000);
  const before = polls(service).length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(polls(service).length - before).toBeGreaterThanOrEqual(9);
  expect(polls(service).length - before).toBeLessThanOrEqual(15);
});

test("nothing is asked after the plugin was removed", async () => {
  const { malote, service } = connected();
  const { uppy } = uppyPage(malote, { follow: true });
  uppy.addFile(aFile(10));
  await uppy.upload();
  const plugin = uppy.getPlugin("MaloteUpload");
  if (plugin) uppy.removePlugin(plugin);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(polls(service)).toEqual([]);
});

test("nothing is asked for a file that was removed, nor after destroy", async () => {
  const { malote, service } = connected();
  const { uppy, events } = uppyPage(malote, { follow: true });
  const first = uppy.addFile(aFile(10, "a.mp4"));
  uppy.addFile(aFile(10, "b.mp4"));
  await uppy.upload();
  uppy.removeFile(first);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(polls(service).length).toBeGreaterThan(2);
  expect(new Set(polls(service))).toEqual(new Set([1]));
  expect(events.some((event) => event.startsWith("a.mp4 is"))).toBe(false);
  uppy.destroy();
  const before = polls(service).length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(polls(service)).toHaveLength(before);
  expect(service.files.size).toBe(2);
});

test.each([{ follow: false }, { onBehalfOf: "someone" }])("with %j nothing is asked", async (options) => {
  const { malote, service } = connected();
  const { uppy } = uppyPage(malote, { ...options, follow: options.follow } as never);
  uppy.addFile(aFile(10));
  await uppy.upload();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(polls(service)).toEqual([]);
});

test("a service that fails is asked again later, and a file that is not found is not", async () => {
  const { malote, service } = connected({ retries: 0 });
  const { uppy, events } = uppyPage(malote, { follow: true });
  uppy.addFile(aFile(10, "a.mp4"));
  uppy.addFile(aFile(10, "b.mp4"));
  let faults = 3;
  service.faults.push(({ path }) =>
    path === "/consult-status" && faults-- > 0 ? problem(503, "try-later") : undefined,
  );
  await uppy.upload();
  const [gone] = service.files.keys();
  service.files.delete(gone ?? "");
  service.statuses = ["completed"];
  await vi.advanceTimersByTimeAsync(60_000);
  expect(polls(service)).toHaveLength(4);
  expect(events.at(-1)).toMatch(/is completed$/);
});

test("a status of an earlier page is followed further", async () => {
  const { malote, service } = connected();
  const first = uppyPage(malote);
  const id = first.uppy.addFile(aFile(10));
  await first.uppy.upload();
  const { uppy, events } = uppyPage(malote, { follow: true });
  uppy.setState({ files: { [id]: { ...first.uppy.getFile(id), isRestored: true } } });
  service.statuses = ["completed"];
  uppy.emit("restored", {});
  await vi.advanceTimersByTimeAsync(20_000);
  expect(events).toEqual(["film.mp4 is completed"]);
});

test("with waitUntilCompleted, complete waits, and Uppy shows that it does", async () => {
  const { malote, service } = connected();
  const { uppy, events } = uppyPage(malote, { follow: true, waitUntilCompleted: true });
  const shown: string[] = [];
  uppy.on("postprocess-progress", (_, { message }) => shown.push(message ?? ""));
  service.statuses = ["processing", "completed"];
  const id = uppy.addFile(aFile(10));
  await uppy.upload();
  expect(events.slice(1)).toEqual([
    "success film.mp4",
    "film.mp4 is processing",
    "film.mp4 is completed",
    "complete 1 0",
  ]);
  expect(shown).toEqual(["Verifying…"]);
  expect(uppy.getFile(id).progress).toMatchObject({ complete: true, uploadComplete: true });
});

test("with waitUntilCompleted, a file that the service refuses failed, and a retry sends it as a new file", async () => {
  const { malote, service } = connected();
  const { uppy, events } = uppyPage(malote, { waitUntilCompleted: true });
  service.statuses = ["quarantined"];
  uppy.addFile(aFile(10));
  const result = await uppy.upload();
  expect(result?.failed).toHaveLength(1);
  expect(events.slice(-2)).toEqual(["error film.mp4: The file is in quarantined.", "complete 0 1"]);
  service.statuses = ["completed"];
  await uppy.retryAll();
  expect(events.at(-1)).toBe("complete 1 0");
  expect([...service.files.values()].map(({ status }) => status)).toEqual(["quarantined", "completed"]);
});

test("the service's own sentence says why a file was refused", async () => {
  const { malote, service } = connected();
  const { uppy, events } = uppyPage(malote, { waitUntilCompleted: true });
  service.faults.push(({ path, query }) => {
    const file = service.files.get(query.get("file_id") ?? "");
    if (path !== "/consult-status" || !file) return undefined;
    return Response.json({ ...service.view(file), status: "error", details: "It is no video." });
  });
  uppy.addFile(aFile(10));
  await uppy.upload();
  expect(events.at(-2)).toBe("error film.mp4: It is no video.");
});

test("with waitUntilCompleted, a file that is removed meanwhile holds up nothing", async () => {
  const { malote } = connected();
  const { uppy, events } = uppyPage(malote, { waitUntilCompleted: true });
  const id = uppy.addFile(aFile(10));
  const done = uppy.upload();
  await vi.waitFor(() => expect(events).toContain("film.mp4 is uploaded"), { timeout: 10_000 });
  uppy.removeFile(id);
  await done;
});
